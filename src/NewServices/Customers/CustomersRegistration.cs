using Hub.Customers.Applying;
using Hub.Customers.Keeping;
using Hub.Customers.Publishing;
using Hub.Customers.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Sides;
using Hub.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Customers;

/// <summary>The customers service's front door.</summary>
public static class CustomersRegistration
{
    /// <summary>
    /// Adds the customers service: the hosted side <c>service:customers</c>, and the source and target of changes of
    /// <c>customers</c>. All are there before any hosted service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services, Action<CustomersOptions>? configure = null)
    {
        services.AddOptions<CustomersOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Stores>();
        services.TryAddSingleton<HostedSides>();
        services.TryAddSingleton<ChangeParties>();
        services.AddSingleton<CustomersStore>();
        services.AddSingleton<CustomerLog>();
        services.AddSingleton<CustomerKeeping>();
        services.AddSingleton<CustomerChangeTarget>();
        services.AddHostedService<CustomersService>();
        return services;
    }
}
