using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Forwarding;

/// <summary>Finds endpoints of a pipeline's own, apart from those that the process serves.</summary>
internal static class OwnMatching
{
    // Where UseRouting keeps the endpoints that it routes to. UseEndpoints would add them to those of the whole process.
    private const string Routes = "__EndpointRouteBuilder";

    /// <summary>Has the pipeline find these endpoints and no others.</summary>
    public static void Over(IApplicationBuilder pipeline, params Endpoint[] endpoints)
    {
        pipeline.UseRouting();
        ((IEndpointRouteBuilder)pipeline.Properties[Routes]!).DataSources.Add(new DefaultEndpointDataSource(endpoints));
    }
}
