using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Hub.Platform.Telemetry.Logging;

/// <summary>The hub's log on the console: lines for people, or for machines.</summary>
public static class HubConsole
{
    /// <summary>The variable that chooses: <c>json</c>, or <c>text</c>, which is the default.</summary>
    public const string Variable = "HUB_LOG";

    /// <summary>Whether the variable asks for JSON.</summary>
    /// <exception cref="FormatException">It says something else than it can.</exception>
    public static bool IsJson => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "text" => false,
        "json" => true,
        _ => throw new FormatException($"{Variable} says neither 'json' nor 'text'."),
    };

    /// <summary>Adds it. Every line of a request carries the request's <see cref="RequestScope"/>.</summary>
    public static ILoggingBuilder AddHubConsole(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.Services.TryAddSingleton(TimeProvider.System);
        var formatter = IsJson ? JsonLines.FormatterName : TextLines.FormatterName;
        logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>()
            .AddConsoleFormatter<TextLines, ConsoleFormatterOptions>()
            .AddConsole(console => console.FormatterName = formatter);
        return logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Hub", LogLevel.Information)
            // Any log level here would start an activity and a scope for each request, listened to or not.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            // A failed request gets one line, the facade's, which says what these two know.
            .AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None)
            .AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.None);
    }
}
