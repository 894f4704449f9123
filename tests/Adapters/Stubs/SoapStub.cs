using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Tests.Stubs;

/// <summary>A SOAP endpoint on a real socket that answers as a test tells it.</summary>
internal sealed class SoapStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SoapStub(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public ConcurrentQueue<(string? Action, string? ContentType, string Envelope)> Requests { get; } = [];

    /// <summary>Answers a request, whose envelope is the second argument.</summary>
    public Func<HttpContext, string, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<SoapStub> StartAsync(Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(configure is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        if (configure is not null)
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(configure);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new SoapStub(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var envelope = await reader.ReadToEndAsync();
            stub.Requests.Enqueue((context.Request.Headers["SOAPAction"], context.Request.ContentType, envelope));
            await stub.Answer(context, envelope);
        });
        await app.StartAsync();
        return stub;
    }

    public void AnswerWith(string text, int status = 200, string type = "text/xml; charset=utf-8") => Answer = async (context, _) =>
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    };

    public void AnswerWithBody(string body) => AnswerWith(Envelope(body));

    public static string Envelope(string body) =>
        $"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><x xmlns="urn:x"/></s:Header><s:Body>{body}</s:Body></s:Envelope>""";

    public static string Fault(string name, string text) => Envelope(
        $"""<s:Fault><faultcode>s:Client</faultcode><faultstring>{text}</faultstring><detail><{name} xmlns="urn:parts"><Text>x</Text></{name}></detail></s:Fault>""");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
