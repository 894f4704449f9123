using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Samples.Applying;
using Samples.Publishing;
using Samples.Storing;

namespace Samples;

internal sealed class SamplesService(
    IServiceProvider services, SamplesStore store, SampleLog log, SampleChangeTarget target,
    ILogger<SamplesService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSamples();

    protected override void Register(ChangeParties parties)
    {
        parties.Register(Side, "samples", log);
        parties.Register(Side, "samples", target);
    }
}
