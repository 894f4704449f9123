using System.Globalization;
using Hub.Adapters.Recording;
using Hub.Adapters.Serving;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Adapters.Surface;

/// <summary>
/// Starts recordings and hands them out. An admin's alone: masked or not, they come from other people's records.
/// </summary>
internal static class RecordingEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void MapRecordings(this IEndpointRouteBuilder systems)
    {
        systems.MapPost("/{system}/recordings", Start).WithSummary("Records calls of a system for a while.")
            .WrittenBy(AccessRole.Admin, "record", "system")
            .TakesQuery("operation", "length", "count");
        systems.MapGet("/{system}/recordings/{id}", View).WithSummary("Returns what was recorded.")
            .ReadBy(AccessRole.Admin);
        systems.MapDelete("/{system}/recordings/{id}", End).WithSummary("Ends a recording and forgets it.")
            .WrittenBy(AccessRole.Admin, "record end", "system");
    }

    private static Results<Ok<RecordingView>, Problem> View(
        string system, string id, Recordings recordings, TimeProvider time) =>
        recordings.Find(system, id) is { } recording
            ? TypedResults.Ok(recording.View(time.GetUtcNow()))
            : None(system, id);

    private static Results<Ok<EndedRecording>, Problem> End(string system, string id, Recordings recordings)
    {
        if (recordings.Find(system, id) is not { } recording)
            return None(system, id);
        recordings.Remove(recording);
        return TypedResults.Ok(new EndedRecording(id));
    }

    private static Results<Ok<StartedRecording>, Problem> Start(
        string system, string? operation, string? length, string? count, SystemAdapters adapters, Recordings recordings)
    {
        if (adapters.Find(system) is not { } adapter)
            return OperationProblems.NotFound(system, "", adapters);
        if (operation is not null && adapter.Definition.Operations.Find(operation) is null)
            return OperationProblems.NotFound(system, operation, adapters);
        if (PlanDuration.Parse(length) is not { } span || span > Longest)
            return new Problem(
                StatusCodes.Status400BadRequest,
                $"'length' is how long to record, up to an hour, such as 5m; it is '{Spelling.Shorten(length ?? "")}'.");
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            || most is < 1 or > Recordings.MostCount)
            return new Problem(
                StatusCodes.Status400BadRequest,
                $"'count' is how many exchanges to record, from 1 to {Recordings.MostCount}, such as 100.");
        var named = operation is null ? null : adapter.Definition.Operations.Find(operation)!.Operation.Name;
        return recordings.TryStart(system, named, most, span, adapter.Definition.Mask) is { } started
            ? TypedResults.Ok(new StartedRecording(started.Id, named ?? "every operation", span, most))
            : new Problem(
                StatusCodes.Status409Conflict, $"{system} is being recorded already; wait for that recording's end.");
    }

    private static Problem None(string system, string id) =>
        new(StatusCodes.Status404NotFound, $"This node has no recording {id} of {system}.");

    internal sealed record StartedRecording(string Id, string Operation, TimeSpan Length, int Count) : IAudited
    {
        string IAudited.Detail => $"{Operation}, for {PlanDuration.Write(Length)}, up to {Count} exchanges";
    }

    internal sealed record EndedRecording(string Id) : IAudited
    {
        string IAudited.Detail => Id;
    }
}
