using Hub.Console.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Console;

/// <summary>The front door of the console.</summary>
public static class ConsoleServices
{
    /// <summary>Where the console is.</summary>
    public const string Path = "/hub/console";

    /// <summary>Adds the console: nothing of it is built before its first request.</summary>
    /// <param name="services">The hub's services.</param>
    /// <param name="api">Returns the address of the hub's own surface, as this machine reaches it.</param>
    public static IServiceCollection AddConsole(this IServiceCollection services, Func<IServiceProvider, Uri> api) => services
        // It warns that keys are kept in the clear, which the store of the hub knows better.
        .Configure<LoggerFilterOptions>(logs => logs.AddFilter(
            "Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error))
        .AddSingleton(hub => new ConsoleApplication(hub, () => api(hub)))
        .AddHostedService(hub => hub.GetRequiredService<ConsoleApplication>());

    /// <summary>Maps <see cref="Path"/>. The console asks by itself who is there, as a browser is to be shown a page.</summary>
    public static IEndpointConventionBuilder MapConsole(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var console = app.Services.GetRequiredService<ConsoleApplication>();
        return app.Map($"{Path}/{{**page}}", (RequestDelegate)console.AnswerAsync);
    }
}
