using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Telemetry.Tests.Otlp;

/// <summary>A span as it arrived.</summary>
internal sealed record Span(
    string TraceId, string Id, string ParentId, string Name, ulong Kind, IDictionary<string, string> Attributes);

/// <summary>A collector that takes OTLP over HTTP (http/protobuf) and keeps what it is sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentDictionary<string, bool> Metrics { get; } = new();

    /// <summary>Everything as it came, for who looks for what must not be in it.</summary>
    public string Raw => string.Concat(_bodies.Select(Encoding.Latin1.GetString));

    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
    };

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(string signal, HttpContext context)
    {
        using var memory = new MemoryStream();
        await (context.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body).CopyToAsync(memory);
        var body = memory.ToArray();
        _bodies.Enqueue(body);
        if (signal == "traces")
        {
            foreach (var span in ProtobufReader.At(body, 1, 2, 2))
                Spans.Enqueue(Read(span));
        }
        else
        {
            foreach (var name in ProtobufReader.At(body, 1, 2, 2, 1))
                Metrics[Text(name)] = true;
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private static Span Read(ReadOnlyMemory<byte> span)
    {
        var fields = ProtobufReader.Fields(span).ToList();
        string Hex(int field) =>
            fields.Where(f => f.Field == field).Select(f => Convert.ToHexStringLower(f.Bytes.Span)).FirstOrDefault("");
        var attributes = fields.Where(f => f.Field == 9).Select(f => ProtobufReader.Fields(f.Bytes).ToList()).ToDictionary(
            f => Text(f.First(x => x.Field == 1).Bytes),
            f => f.Where(x => x.Field == 2).Select(x => Value(x.Bytes)).FirstOrDefault(""));
        var (name, kind) = (Text(fields.First(f => f.Field == 5).Bytes), fields.First(f => f.Field == 6).Number);
        return new Span(Hex(1), Hex(2), Hex(4), name, kind, attributes);
    }

    private static string Value(ReadOnlyMemory<byte> any) =>
        ProtobufReader.Fields(any).Select(f => f.Field == 1 ? Text(f.Bytes) : f.Number.ToString()).FirstOrDefault("");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
