using System.Text.Json.Serialization;
using Hub.Facade.Cutover.Approvals;
using Hub.Facade.Cutover.Handovers;
using Hub.Facade.Evidence;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>What became of a change to what is served.</summary>
internal abstract record ShiftOutcome
{
    /// <summary>The route stands at <paramref name="To"/> in a revision that this node serves.</summary>
    internal sealed record Done(string Route, RouteState From, RouteState To, long Revision) : ShiftOutcome, IAudited
    {
        /// <summary>Where it took two: who asked.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? RequestedBy { get; init; }

        /// <summary>Where it took two: who approved.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? ApprovedBy { get; init; }

        /// <summary>Who asked, by the name that all of the API's answers have for whoever did something.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Actor => RequestedBy;

        /// <summary>Who approved, by the name that revisions have for it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Approver => ApprovedBy;

        /// <summary>What would have kept the route from being shifted, had it not been forced.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Forced { get; init; }

        /// <summary>What the evidence said of the gates that stood before the stage; null where none did.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<GateVerdict>? Gates { get; init; }

        /// <summary>The SHA-256 of the document that says what those gates read; null where none did.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Evidence { get; init; }

        /// <summary>Whether a gate was overridden, which the audit log shows as an outcome of its own.</summary>
        [JsonIgnore]
        public bool OverridesGate { get; init; }

        /// <summary>What is accepted of the two sides, which no link joins; null where a link does.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? AcceptedSplit { get; init; }

        /// <summary>What whoever shifts should know although it keeps nobody from it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Notes { get; init; }

        /// <summary>The routes that moved with it, as they write the same records; null where it moved alone.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Together { get; init; }

        /// <summary>The steps by which the owner of linked records changed; null where no owner did.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<HandoverReport>? Handover { get; init; }

        /// <summary>
        /// What the way back costs, as it was last rehearsed before the move; null where no owner of linked records changed.
        /// </summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public WayBack? WayBack { get; init; }

        /// <summary>Where it took two: why it was asked for.</summary>
        [JsonIgnore]
        public string? Reason { get; init; }

        string IAudited.Outcome => OverridesGate ? "forced" : "done";

        // An approval is told by the change's id: which route that was stands nowhere else.
        string IAudited.Detail => RequestedBy is null ? ToString() : $"{Route}: {ToString()}";

        public override string ToString() =>
            From == To
                ? $"{To} already, revision {Revision}"
                : $"{From} → {To}{With}, revision {Revision}{By}{Although}{Accepting}{Read}";

        private string With => Together is null ? "" : $" with {string.Join(", ", Together)}";

        private string Read => Evidence is null ? "" : $", evidence {Evidence}";

        private string By => RequestedBy is null ? "" : $", asked for by {RequestedBy}";

        private string Accepting => AcceptedSplit is null ? "" : $", accepted that {AcceptedSplit}";

        private string Although => Forced is null ? "" : $", forced although {Forced}";
    }

    /// <summary>This node serves the plan.</summary>
    internal sealed record Applied(string Plan, long Revision) : ShiftOutcome, IAudited
    {
        /// <summary>Whether another plan was served before; false where nothing was done.</summary>
        public bool Changed { get; init; } = true;

        /// <summary>Files that were given and differ, but belong to others as well: they stay as they were.</summary>
        public IReadOnlyList<string> LeftAsServed { get; init; } = [];

        /// <summary>What the plan's author should know although it is no fault.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];

        /// <summary>Public routes that are answered no more.</summary>
        public IReadOnlyList<string> Removed { get; init; } = [];

        /// <summary>Where it took two: why it was asked for.</summary>
        [JsonIgnore]
        public string? Reason { get; init; }

        string IAudited.Detail => ToString();

        public override string ToString() =>
            $"plan {Plan}{(Changed ? "" : " already")}, revision {Revision}"
            + (Removed.Count > 0 ? $", removes {string.Join("; ", Removed)}" : "");
    }

    /// <summary>Nothing is changed before a second person approves it.</summary>
    internal sealed record Waits(PendingView Change) : ShiftOutcome;

    /// <summary>What waited for a second person does so no more.</summary>
    internal sealed record Withdrawn(string Id) : ShiftOutcome, IAudited
    {
        /// <summary>What would have been changed: a route's id, or the plan of which capabilities.</summary>
        [JsonIgnore]
        public string Of { get; init; } = "";

        /// <summary>Why it had been asked for.</summary>
        [JsonIgnore]
        public string? Reason { get; init; }

        string IAudited.Detail => $"{Of}: withdrawn";
    }

    /// <summary>Nothing was changed.</summary>
    internal sealed record Refused(int Status, string Why) : ShiftOutcome
    {
        /// <summary>The faults of the request, where that is why.</summary>
        public IReadOnlyList<ProblemError> Errors { get; init; } = [];

        /// <summary>The request itself has faults.</summary>
        public static Refused Malformed(IReadOnlyList<ProblemError> errors, int status = StatusCodes.Status400BadRequest) =>
            new(status, Problem.Malformed(errors).Detail) { Errors = errors };

        /// <summary>The faults of a plan, each with the file and line where it stands.</summary>
        public IReadOnlyList<ProblemError> Faults { get; init; } = [];

        /// <summary>The capabilities that the caller's token lacks, where that is why.</summary>
        public IReadOnlyList<string> Missing { get; init; } = [];

        /// <summary>The role that it takes, where the caller's token has a lesser one.</summary>
        public AccessRole? Role { get; init; }
    }
}
