using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Idempotency;

/// <summary>Two sides at addresses, and what hosted sides answer with: each write they carry out is counted.</summary>
internal sealed class CountingSides : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CountingSides(WebApplication app) => _app = app;

    /// <summary>Side and body of every write that was carried out.</summary>
    public ConcurrentQueue<(string Side, string Body)> Done { get; } = [];

    /// <summary>How a write is answered; by default with 201 and a number of its own.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (context, number) =>
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/api/orders/O-{number}";
        context.Response.Headers.ETag = $"\"{number}\"";
        context.Response.Headers["X-Custom"] = new(["one", "two"]);
        context.Response.Headers.SetCookie = "session=secret";
        return context.Response.WriteAsJsonAsync(new { id = $"O-{number}" });
    };

    public string Address => _app.Urls.First();

    public static async Task<CountingSides> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var sides = new CountingSides(app);
        app.Map("/{side}/{**rest}", (HttpContext context, string side) => sides.CarryOutAsync(context, side));
        await app.StartAsync();
        return sides;
    }

    public async Task CarryOutAsync(HttpContext context, string side)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        int number;
        lock (Done)
        {
            Done.Enqueue((side, body));
            number = Done.Count;
        }

        await Answer(context, number);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
