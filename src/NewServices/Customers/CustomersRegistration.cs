using Hub.Customers.Applying;
using Hub.Customers.Keeping;
using Hub.Customers.Publishing;
using Hub.Customers.Storing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Customers;

/// <summary>The customers service's front door.</summary>
public static class CustomersRegistration
{
    /// <summary>The record that links keep in step.</summary>
    public static EntityContract Contract { get; } =
        EntityContract.Of(
            "service:customers", "customers", CustomerJson.Default.Customer, endpoints => endpoints.MapCustomers());

    /// <summary>
    /// Adds the customers service: the hosted side <c>service:customers</c>, and the source and target of changes of
    /// <c>customers</c>. All are there before any hosted service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services, Action<CustomersOptions>? configure = null)
    {
        services.AddOptions<CustomersOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CustomersStore>();
        services.AddSingleton<CustomerLog>();
        services.AddSingleton<CustomerKeeping>();
        services.AddSingleton<CustomerChangeTarget>();
        return services.AddNewService<CustomersService>();
    }
}
