using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hub.Hostile.Tests;

/// <summary>One request as a side received it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target, byte for byte.</param>
/// <param name="Headers">The headers; several of one name are joined by a comma.</param>
internal sealed record SeenRequest(string Method, string Target, Dictionary<string, string> Headers);

/// <summary>A side that keeps what it was sent and answers with it as JSON.</summary>
internal sealed class SeenBySide : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SeenBySide(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentQueue<SeenRequest> Requests { get; } = [];

    public static async Task<SeenBySide> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var side = new SeenBySide(app);
        app.Run(side.AnswerAsync);
        await app.StartAsync();
        return side;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var seen = new SeenRequest(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        Requests.Enqueue(seen);
        var answer = JsonSerializer.SerializeToUtf8Bytes(seen, JsonSerializerOptions.Web);
        (context.Response.ContentType, context.Response.ContentLength) = ("application/json", answer.Length);
        return context.Response.Body.WriteAsync(answer).AsTask();
    }
}
