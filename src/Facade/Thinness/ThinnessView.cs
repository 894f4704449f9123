using Hub.Facade.Retiring;
using Hub.Platform.Routing;

namespace Hub.Facade.Thinness;

/// <summary>What the hub still carries, now and over time, and what can be deleted next.</summary>
/// <param name="At">When this was read.</param>
/// <param name="Revision">The revision that is served.</param>
/// <param name="Measures">What is counted, and its value in what is served.</param>
/// <param name="Days">What was counted each day, the oldest first.</param>
/// <param name="Next">What can be deleted next; null where the plan has nothing of a legacy side.</param>
/// <param name="Further">What comes behind it, as things stand.</param>
internal sealed record ThinnessView(
    DateTimeOffset At, long Revision, IReadOnlyList<MeasuredNow> Measures, IReadOnlyList<CountedDay> Days, Deletable? Next,
    IReadOnlyList<Deletable> Further);

/// <summary>A measure and its value in what is served.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it counts.</param>
/// <param name="Now">How many there are.</param>
internal sealed record MeasuredNow(string Name, string Text, long Now);

/// <summary>The legacy side of a route, as something to be deleted.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Legacy">Its legacy side, as the plan writes it.</param>
/// <param name="Takes">What deleting it takes, in order, each a sentence.</param>
/// <param name="Goes">What in the plan goes with it.</param>
internal sealed record Deletable(
    string Route, Stage Stage, string Legacy, IReadOnlyList<string> Takes, IReadOnlyList<CarriedEntry> Goes);
