using System.Text.Json;
using System.Text.Json.Serialization;

namespace LegacyLandscape;

/// <summary>The web server under each of the old systems. Any number of them can live in one process.</summary>
internal static class LegacyServer
{
    public static WebApplicationBuilder CreateBuilder()
    {
        // Empty, so that no environment variable, settings file or signal reaches it but through the options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, SignalsLeftAlone>();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)));
        return builder;
    }

    /// <summary>Builds it, to listen at the address and to name itself in every answer.</summary>
    public static WebApplication Build(this WebApplicationBuilder builder, string url, string name)
    {
        var app = builder.Build();
        app.Urls.Add(url);
        app.Use((context, next) =>
        {
            context.Response.Headers.Server = name;
            return next(context);
        });
        app.MapGet("/control/health", () => TypedResults.Text("ok"));
        return app;
    }
}
