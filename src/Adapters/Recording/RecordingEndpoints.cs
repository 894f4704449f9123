using System.Globalization;
using Hub.Adapters.Systems;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Adapters.Recording;

/// <summary>Starts recordings and hands them out. An admin's alone: masked or not, they come from other people's records.</summary>
internal static class RecordingEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void MapRecordings(this IEndpointRouteBuilder systems)
    {
        systems.MapPost("/{system}/recordings", Start).WrittenBy(AccessRole.Admin, "record", "system");
        systems.MapGet("/{system}/recordings/{id}", Results<Ok<RecordingView>, ProblemHttpResult> (string system, string id, Recordings recordings, TimeProvider time) =>
            recordings.Find(system, id) is { } recording ? TypedResults.Ok(recording.View(time.GetUtcNow())) : None(system, id)).ReadBy(AccessRole.Admin);
        systems.MapDelete("/{system}/recordings/{id}", Results<Ok<EndedRecording>, ProblemHttpResult> (string system, string id, Recordings recordings) =>
        {
            if (recordings.Find(system, id) is not { } recording)
                return None(system, id);
            recordings.Remove(recording);
            return TypedResults.Ok(new EndedRecording(id));
        }).WrittenBy(AccessRole.Admin, "record end", "system");
    }

    private static Results<Ok<StartedRecording>, ProblemHttpResult> Start(
        string system, string? operation, string? length, string? count, SystemAdapters adapters, Recordings recordings)
    {
        if (adapters.Find(system) is not { } adapter)
            return TypedResults.Problem($"There is no system '{system}'.", statusCode: StatusCodes.Status404NotFound);
        var names = adapter.Definition.Contract.OperationNames.ToList();
        if (operation is not null && !names.Contains(operation, StringComparer.Ordinal))
            return TypedResults.Problem($"{system} has no operation '{operation}'{Spelling.DidYouMean(operation, names)}.", statusCode: StatusCodes.Status404NotFound);
        if (PlanDuration.Parse(length) is not { } span || span > Longest)
            return TypedResults.Problem("'length' is a time up to an hour, such as 5m.", statusCode: StatusCodes.Status400BadRequest);
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most is < 1 or > Recording.MostCount)
            return TypedResults.Problem($"'count' is a number up to {Recording.MostCount}.", statusCode: StatusCodes.Status400BadRequest);
        return recordings.TryStart(system, operation, most, span, adapter.Definition.Mask) is { } started
            ? TypedResults.Ok(new StartedRecording(started.Id, operation ?? "every operation", span, most))
            : TypedResults.Problem($"{system} is being recorded already.", statusCode: StatusCodes.Status409Conflict);
    }

    private static ProblemHttpResult None(string system, string id) =>
        TypedResults.Problem($"This node has no recording {id} of {system}.", statusCode: StatusCodes.Status404NotFound);

    private sealed record StartedRecording(string Id, string Operation, TimeSpan Length, int Count) : IAudited
    {
        string IAudited.Detail => $"{Operation}, for {Length}, up to {Count} exchanges";
    }

    private sealed record EndedRecording(string Id) : IAudited
    {
        string IAudited.Detail => Id;
    }
}
