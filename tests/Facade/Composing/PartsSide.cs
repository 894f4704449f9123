using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Composing;

/// <summary>
/// An HTTP side that answers <c>/api/PART/</c> with JSON, or fails as the request's <c>X-Behave: part=how</c> or a test
/// says.
/// </summary>
internal sealed class PartsSide : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PartsSide(WebApplication app) => _app = app;

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>How the targets behave of which a test says so.</summary>
    public ConcurrentDictionary<string, string> Behaving { get; } = new();

    /// <summary>The targets that were asked.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<PartsSide> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var side = new PartsSide(builder.Build());
        side._app.Run(side.AnswerAsync);
        await side._app.StartAsync();
        return side;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var target = $"{context.Request.Path}{context.Request.QueryString}";
        Asked.Enqueue(target);
        var part = context.Request.Path.Value!.Split('/')[2];
        var told = context.Request.Headers["X-Behave"].ToString().Split(", ")
            .FirstOrDefault(b => b.StartsWith(part + "=", StringComparison.Ordinal));
        var response = context.Response;
        switch (told?[(part.Length + 1)..] ?? Behaving.GetValueOrDefault(target))
        {
            case "slow":
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "cut off":
                response.ContentType = "application/json";
                response.ContentLength = 1000;
                await response.WriteAsync("{\"id\":");
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case "wrong JSON":
                response.ContentType = "application/json";
                await response.WriteAsync("{\"id\":");
                break;
            case "no JSON":
                await response.WriteAsync("<html>");
                break;
            case "no store":
                response.Headers.CacheControl = "no-store";
                await response.WriteAsJsonAsync(new { part });
                break;
            case { } status when int.TryParse(status, out var code):
                response.StatusCode = code;
                break;
            default:
                await response.WriteAsJsonAsync(Record(context, part));
                break;
        }
    }

    private static object Record(HttpContext context, string part)
    {
        var query = context.Request.Query;
        return (part, query["ids"].ToString()) switch
        {
            ("many", var ids) => new { items = ids.Split(',').Where(i => i != "gone").Select(i => new { id = i, by = "many" }) },
            ("list", _) => new
            {
                items = Enumerable.Range(1, int.Parse(query["count"].ToString() is { Length: > 0 } n ? n : "3"))
                    .Select(i => new { id = $"K{i}", other = i == 2 ? "gone" : $"K{i}" }),
                total = 3,
            },
            _ => new
            {
                part,
                target = $"{context.Request.Path}{context.Request.QueryString}",
                amount = 12.50m,
                owner = context.Request.Path.Value!.EndsWith("/alone", StringComparison.Ordinal) ? null : "O 1/ä",
                caller = context.Request.Headers["X-Caller"].ToString(),
                authorization = context.Request.Headers.Authorization.ToString(),
            },
        };
    }
}
