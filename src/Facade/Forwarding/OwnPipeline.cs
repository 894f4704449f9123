using Microsoft.AspNetCore.Builder;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Marks an endpoint of the own surface that reads bodies, answers and authenticates in a pipeline of its own.
/// </summary>
internal sealed class OwnPipeline
{
    public static readonly OwnPipeline Instance = new();
}

/// <summary>How an endpoint says so.</summary>
public static class OwnPipelineMetadata
{
    /// <summary>Leaves bodies, compression and authentication to the endpoint itself.</summary>
    public static TBuilder InPipelineOfItsOwn<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(OwnPipeline.Instance);
}
