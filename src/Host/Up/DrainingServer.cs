using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Host.Up;

/// <summary>
/// Kestrel, whose requests in flight have their own time to end and are broken off after it, so that there is time
/// left for what stops next.
/// </summary>
internal sealed class DrainingServer(IServer kestrel, DrainOptions drain, TimeProvider time) : IServer
{
    public IFeatureCollection Features => kestrel.Features;

    public static void AddTo(IServiceCollection services, DrainOptions drain)
    {
        var registered = services.Last(s => s.ServiceType == typeof(IServer)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<IServer>(s => new DrainingServer(
            (IServer)ActivatorUtilities.CreateInstance(s, registered), drain, s.GetRequiredService<TimeProvider>())));
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => kestrel.StartAsync(application, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(drain.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken, drain.Hurry);
        await kestrel.StopAsync(either.Token);
    }

    public void Dispose() => kestrel.Dispose();
}
