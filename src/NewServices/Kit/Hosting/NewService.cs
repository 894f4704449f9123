using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// A new service. Brings its store up to date and opens its doors, while the host is still starting, so that whoever
/// looks a door up when started finds it, in whatever order the parts were added. A service that the plan served does not name
/// makes no store and waits for a plan that does.
/// </summary>
/// <param name="services">The process's services.</param>
/// <param name="store">The service's store, whose name is the service's.</param>
/// <param name="logger">The service's own.</param>
public abstract partial class NewService(IServiceProvider services, ServiceStore store, ILogger logger) : IHostedLifecycleService
{
    /// <summary>The name it is registered under: <c>service:orders</c>.</summary>
    protected string Side => Name.ToString();

    private SideName Name => SideName.Service(store.Name);

    /// <inheritdoc />
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IServiceUse>() is not { } use || use.IsUsed(Name))
            await OpenAsync();
        else
            use.WhenUsed(Name, () => OpenAsync().GetAwaiter().GetResult());
    }

    private async Task OpenAsync()
    {
        await store.MigrateAsync();
        Register(services.GetRequiredService<ChangeParties>());
        services.GetRequiredService<HostedSides>().Register(
            Side, SidePipeline.Build(services, Map), _ => Task.FromResult(FindProblem()));
        Serving(Side, store.Database.Location);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string? FindProblem() => store.Database.Problem is { } problem ? $"its store cannot be written: {problem}" : null;

    /// <summary>Maps the service's endpoints.</summary>
    protected abstract void Map(IEndpointRouteBuilder endpoints);

    /// <summary>Registers the sources and targets of changes.</summary>
    protected abstract void Register(ChangeParties parties);

    [LoggerMessage(LogLevel.Information, "{Side} serves from {Store}")]
    private partial void Serving(string side, string store);
}

/// <summary>How a new service is added.</summary>
public static class NewServiceRegistration
{
    /// <summary>Adds a service and what each of them needs but for the <see cref="DataFolder"/>.</summary>
    public static IServiceCollection AddNewService<TService>(this IServiceCollection services)
        where TService : NewService
    {
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Stores>();
        services.TryAddSingleton<HostedSides>();
        services.TryAddSingleton<ChangeParties>();
        return services.AddHostedService<TService>();
    }
}
