using Hub.Cases.Publishing;
using Hub.Cases.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Cases;

internal sealed class CasesService(
    IServiceProvider services, CasesStore store, CaseLog log, ILogger<CasesService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapCases();

    protected override void Register(ChangeParties parties) => parties.Register(Side, "cases", log);
}
