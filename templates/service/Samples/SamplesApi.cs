using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Samples.Finding;
using Samples.Keeping;

namespace Samples;

internal static class SamplesApi
{
    public static RouteGroupBuilder MapSamples(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/samples").WithTags("samples")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/{id}", FindSamples.GetAsync).Describes(SamplesContract.Get);
        group.MapGet("/", FindSamples.ListAsync).ReadsQuery().Describes(SamplesContract.List);
        group.MapPost("/", SampleEndpoints.MakeAsync).Describes(SamplesContract.Make);
        group.MapPut("/{id}", SampleEndpoints.ChangeAsync).Describes(SamplesContract.Change);
        group.MapDelete("/{id}", SampleEndpoints.DeleteAsync).Describes(SamplesContract.Delete);
        return group;
    }
}
