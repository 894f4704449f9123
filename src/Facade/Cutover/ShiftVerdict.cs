using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>What all checks together say of a change.</summary>
/// <param name="Change">The change.</param>
/// <param name="Found">What speaks against it, in the order of the checks.</param>
/// <param name="Passed">The checks that found nothing.</param>
internal sealed record ShiftVerdict(RoutingChange Change, IReadOnlyList<Objection> Found, IReadOnlyList<IShiftCheck> Passed)
{
    /// <summary>Why a second person is asked where nothing else speaks against the change; null where none is.</summary>
    public string? SecondPerson => Found.FirstOrDefault(o => o.TakesSecondPerson)?.Why;

    /// <summary>What a change that is made, or asked of a second person, overrides; null where it overrides nothing.</summary>
    public string? Overridden =>
        Found.Select(o => o.Forcible).OfType<string>().ToList() is { Count: > 0 } forced ? string.Join("; ", forced) : null;

    /// <summary>Whether a change that is made, or asked of a second person, overrides a gate.</summary>
    public bool OverridesGate => Found.Any(o => o is { Gate: true, Forcible: not null });

    /// <summary>What a change that is made, or asked of a second person, accepts of sides that part; null for nothing.</summary>
    public string? AcceptedSplit => Found.Select(o => o.Split).FirstOrDefault(s => s is not null);

    /// <summary>
    /// Returns why the change is refused: each reason on a line, under the status of the first; null where it is not.
    /// </summary>
    /// <param name="force">Whether the change is forced; objections that can be overridden are then left out.</param>
    /// <param name="acceptSplit">Whether it accepts that its sides part; objections to that are then left out.</param>
    public ShiftOutcome.Refused? Refuse(bool force, bool acceptSplit = false) =>
        Found.Where(o => !o.TakesSecondPerson && !(force && o.Forcible is not null)
                && !(acceptSplit && o.Split is not null)).ToList() is [var first, ..] reasons
            ? Refuse(first, reasons, force)
            : null;

    private static ShiftOutcome.Refused Refuse(Objection first, IReadOnlyList<Objection> reasons, bool force)
    {
        var why = reasons.Select(o => force && o.Unforced is { } unforced ? $"{o.Why} {unforced}" : o.Why);
        return new ShiftOutcome.Refused(
            force && first.Unforced is not null ? StatusCodes.Status403Forbidden : first.Status, string.Join('\n', why));
    }

    /// <summary>Has the checks do what follows from a change that is made.</summary>
    public async Task PassAsync()
    {
        foreach (var check in Passed)
            await check.PassedAsync(Change);
    }
}
