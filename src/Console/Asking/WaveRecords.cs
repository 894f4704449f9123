using Hub.Platform.Routing;

namespace Hub.Console.Asking;

/// <summary>A wave of the plan, as <c>/hub/api/waves</c> tells it.</summary>
public sealed record ListedWave(
    string Capability, string Owner, Stage To, DateOnly? By, string State, IReadOnlyList<WaveRoute> Routes);

/// <summary>A route of a wave.</summary>
public sealed record WaveRoute(string Route, Stage Stage, bool IsThere, string? Blocked);
