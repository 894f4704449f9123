using System.Text.Json;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Hub.ServiceKit.Linking;

/// <summary>Makes a service of its own, outside of the hub, one that the hub can link by HTTP.</summary>
public static class LinkedRecordsRegistration
{
    /// <summary>
    /// Adds records that a link keeps in step: in the SQLite file <c>NAME.db</c> of a folder, or where
    /// <see cref="StoreOptions.Variable"/> names a PostgreSQL database, in its schema NAME.
    /// </summary>
    /// <param name="services">The service's services.</param>
    /// <param name="name">The store's name: lower-case letters.</param>
    /// <param name="folder">The folder that holds the file; it is made where it is missing.</param>
    public static IServiceCollection AddLinkedRecords(this IServiceCollection services, string name, string folder)
    {
        services.TryAddSingleton(new DataFolder(Directory.CreateDirectory(folder).FullName));
        services.TryAddSingleton(StoreOptions.FromEnvironment());
        services.TryAddSingleton<Stores>();
        services.AddSingleton(provider => new LinkedRecords(provider.GetRequiredService<Stores>(), name));
        return services.AddHostedService<Migrating>();
    }

    /// <summary>Maps the requests of the contract for linked services.</summary>
    /// <param name="endpoints">The service's endpoints.</param>
    /// <param name="records">The path under which a record is read and written by its key: <c>/api/orders</c>.</param>
    /// <param name="changes">The path under which changes are told.</param>
    /// <param name="token">The token that the link sends; null takes any caller.</param>
    /// <param name="check">Notes what is wrong with a record that is written; null takes any JSON object.</param>
    public static IEndpointRouteBuilder MapLinkedRecords(
        this IEndpointRouteBuilder endpoints, string records, string changes = "/hub/changes", string? token = null,
        Action<JsonElement, RequestErrors>? check = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var api = new LinkedRecordsApi(endpoints.ServiceProvider.GetRequiredService<LinkedRecords>(), records, check);
        var group = endpoints.MapGroup("").AddEndpointFilter<StorageOutage>();
        if (token is not null)
            group.AddEndpointFilter(new BearerToken(token));
        group.MapGet(changes, (Delegate)api.ReadChangesAsync);
        group.MapGet($"{records}/{{key}}", (Delegate)api.GetAsync);
        group.MapPut($"{records}/{{key}}", (Delegate)api.PutAsync);
        group.MapDelete($"{records}/{{key}}", (Delegate)api.DeleteAsync);
        return endpoints;
    }

    private sealed class Migrating(LinkedRecords records) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => records.MigrateAsync();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
