using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Hub.Platform.Telemetry.Logging;

/// <summary>
/// One JSON object per line. Scopes of others are left out: ASP.NET Core's holds the request's path, and with it keys.
/// </summary>
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "hub-json";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (CallersFaults.Include(logEntry.Category, logEntry.EventId))
            return;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, null));
            if (RequestScope.Current is { } request)
                Write(json, request);
            if (logEntry.State is IEnumerable<KeyValuePair<string, object?>> fields)
                Write(json, fields);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", ExceptionText.Of(exception));
            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        textWriter.Write('\n');
    }

    private static void Write(Utf8JsonWriter json, RequestScope request)
    {
        json.WriteString("requestId", request.RequestId);
        if (request.Route is { } route)
            json.WriteString("route", route);
        if (request.Side is { } side)
            json.WriteString("side", side);
        if (request.Revision > 0)
            json.WriteNumber("revision", request.Revision);
        if (request.TraceId is { } trace)
            json.WriteString("traceId", trace);
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        json.WriteStartObject("fields");
        foreach (var (name, value) in fields)
        {
            if (name == "{OriginalFormat}")
                continue;
            if (value is int or long)
                json.WriteNumber(name, Convert.ToInt64(value));
            else
                json.WriteString(name, value?.ToString());
        }

        json.WriteEndObject();
    }
}
