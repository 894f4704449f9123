using Hub.Platform.Routing;

namespace Hub.Console.Asking;

/// <summary>What the hub still carries, as <c>/hub/api/thinness</c> tells it.</summary>
public sealed record Thinness(
    DateTimeOffset At, long Revision, IReadOnlyList<MeasuredNow> Measures, IReadOnlyList<CountedDay> Days, Deletable? Next,
    IReadOnlyList<Deletable> Further);

/// <summary>A measure and its value in what is served.</summary>
public sealed record MeasuredNow(string Name, string Text, long Now);

/// <summary>What was counted on a day, by the name of the measure.</summary>
public sealed record CountedDay(DateOnly Day, IReadOnlyDictionary<string, long> Values);

/// <summary>The legacy side of a route, as something to be deleted.</summary>
public sealed record Deletable(
    string Route, Stage Stage, string Legacy, IReadOnlyList<string> Takes, IReadOnlyList<CarriedEntry> Goes);

/// <summary>A part of the plan that carries a route's legacy side; without an entry, the whole file.</summary>
public sealed record CarriedEntry(string File, int Line, string Entry);
