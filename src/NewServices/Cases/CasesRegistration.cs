using Hub.Cases.Keeping;
using Hub.Cases.Publishing;
using Hub.Cases.Storing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Cases;

/// <summary>The cases service's front door.</summary>
public static class CasesRegistration
{
    /// <summary>The record of the service and the requests that it answers.</summary>
    public static EntityContract Contract { get; } =
        EntityContract.Of("service:cases", "cases", CaseJson.Default.Case, endpoints => endpoints.MapCases());

    /// <summary>
    /// Adds the cases service: the hosted side <c>service:cases</c> and the source of changes of <c>cases</c>. Both are there
    /// before any hosted service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        services.AddSingleton<CasesStore>();
        services.AddSingleton<CaseLog>();
        services.AddSingleton<CaseKeeping>();
        return services.AddNewService<CasesService>();
    }
}
