using Hub.Platform.Routing;

namespace Hub.Facade.Waves;

/// <summary>A wave of the plan, and how far it is.</summary>
/// <param name="Capability">The capability.</param>
/// <param name="Owner">The team that answers for it.</param>
/// <param name="To">The stage that the routes come to.</param>
/// <param name="By">The last day that is in time; null where the plan sets none.</param>
/// <param name="State">
/// <c>done</c>, <c>late</c> when the day is past, <c>due</c> within a week of it, else <c>planned</c>.
/// </param>
/// <param name="Routes">Its routes.</param>
internal sealed record WaveView(
    string Capability, string Owner, Stage To, DateOnly? By, string State, IReadOnlyList<WaveRoute> Routes)
{
    /// <summary>All routes have come to the stage.</summary>
    public const string Done = "done";

    /// <summary>The day is past, and some have not.</summary>
    public const string Late = "late";

    /// <summary>The day is less than a week away.</summary>
    public const string Due = "due";

    /// <summary>There is time, or the plan sets no day.</summary>
    public const string Planned = "planned";

    private const int DaysOfDue = 7;

    /// <summary>Returns the state of a wave.</summary>
    public static string StateOf(bool isDone, DateOnly? by, DateOnly today) =>
        isDone ? Done
        : by is not { } day ? Planned
        : day < today ? Late
        : day.DayNumber - today.DayNumber < DaysOfDue ? Due
        : Planned;
}

/// <summary>A route of a wave.</summary>
/// <param name="Route">Its id.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="IsThere">Whether it has come to the wave's stage.</param>
/// <param name="Blocked">
/// Why a shift there would be refused or has to wait as things are; null where nothing speaks against it, where the route is
/// there, and where nobody looked, as the wave is planned only.
/// </param>
internal sealed record WaveRoute(string Route, Stage Stage, bool IsThere, string? Blocked);
