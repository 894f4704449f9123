using Hub.Facade.Answers;
using Hub.Platform.Nodes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>
/// Refuses writes of linked records while this node is cut off from the hub's store: it may believe in a side that no longer
/// holds the record, and what it wrote there would be overwritten.
/// </summary>
internal sealed class LeaseStep(NodeLease lease) : IRouteStep
{
    /// <summary>Why such a write is refused.</summary>
    public const string Why =
        "This node is cut off from the hub's store and takes no writes of records that both sides keep.";

    public ValueTask<bool> PassAsync(RoutedRequest request) =>
        lease.Holds ? ValueTask.FromResult(true) : RefuseAsync(request.Context);

    private static async ValueTask<bool> RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Why);
        return false;
    }
}
