using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Shifting;

/// <summary>What speaks against a change of what is served.</summary>
/// <param name="Why">One sentence or more for people: what was found, the limit, and what to do.</param>
public sealed record Objection(string Why)
{
    /// <summary>The HTTP status of the refusal.</summary>
    public int Status { get; init; } = StatusCodes.Status422UnprocessableEntity;

    /// <summary>
    /// What is overridden where the change is forced, as the audit log and whoever approves read it: <c>the new side … does not
    /// answer</c>. Null where force overrides nothing.
    /// </summary>
    public string? Forcible { get; init; }

    /// <summary>Whether it is a gate's: overriding it stands out in the audit log.</summary>
    public bool Gate { get; init; }

    /// <summary>
    /// Why whoever asks may not force the change although others may: what is told where it is forced. Null otherwise.
    /// </summary>
    public string? Unforced { get; init; }

    /// <summary>
    /// What is accepted where the change accepts that its two sides part (<c>--accept-split</c>), as the audit log and whoever
    /// approves read it. Null where that accepts nothing; force does not.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>Whether webhooks were told of the reason when it arose, so that the refusal is no news.</summary>
    public bool WasTold { get; init; }

    /// <summary>Whether the change is not refused but asked of a second person.</summary>
    public bool TakesSecondPerson { get; init; }

    /// <summary>Whether the checks that follow are not run, as they have nothing to say any more.</summary>
    public bool IsFinal { get; init; }
}
