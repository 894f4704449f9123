using LegacyLandscape.Soap;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LegacyLandscape.Control;

internal static class BehaviourEndpoint
{
    public static void MapBehaviour(this IEndpointRouteBuilder control) => control.MapPut("/behaviour", ChangeBehaviour);

    private static Results<NoContent, BadRequest<string>> ChangeBehaviour(
        BehaviourSettings settings, Behaviour behaviour, OperationTable operations)
    {
        var unknown = (settings.Operations ?? []).Except(operations.Names, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            return TypedResults.BadRequest($"No such operation: {string.Join(", ", unknown)}.");
        if (settings.Times < 1 || settings.DelayMs < 0)
            return TypedResults.BadRequest("times must be 1 or more and delayMs 0 or more.");

        behaviour.Change(settings);
        return TypedResults.NoContent();
    }
}
