using Hub.Platform.Plan;

namespace Hub.Facade.Rules;

/// <summary>A rule of comparing that somebody accepted at run time.</summary>
/// <param name="Route">The route that it belongs to.</param>
/// <param name="Rule">The rule.</param>
/// <param name="By">Who accepted it.</param>
/// <param name="At">When.</param>
internal sealed record AcceptedRule(string Route, ComparingRule Rule, string By, DateTimeOffset At);
