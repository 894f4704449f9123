using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Hub.Platform.Telemetry.Logging;

/// <summary>
/// One line per entry, as .NET's simple console writes it, followed by the request it belongs to. That console itself would
/// write the scopes of others too, and ASP.NET Core's holds the request's path, and with it keys.
/// </summary>
internal sealed class TextLines() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "hub-text";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (CallersFaults.Include(logEntry.Category, logEntry.EventId))
            return;
        var message = VisibleText.Of(logEntry.Formatter(logEntry.State, null).ReplaceLineEndings(" "));
        textWriter.Write($"{Level(logEntry.LogLevel)}: {logEntry.Category}: {message}");
        if (RequestScope.Current is { } request)
            textWriter.Write($" (request {request.RequestId}{Field("route", request.Route)}{Field("side", request.Side)}"
                + Field("revision", request.Revision > 0 ? request.Revision.ToString() : null)
                + $"{Field("trace", request.TraceId)})");
        textWriter.Write('\n');
        if (logEntry.Exception is { } exception)
            textWriter.Write(
                $"      {VisibleText.Of(ExceptionText.Of(exception).ReplaceLineEndings("\n      "), lines: true)}\n");
    }

    private static string Field(string name, string? value) => value is null ? "" : $", {name} {value}";

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
