namespace Hub.Facade.Comparing;

/// <summary>What comparing two answers has found.</summary>
/// <param name="Differences">How they differ; none where they are the same, or the same but for rules.</param>
/// <param name="PassedOver">The keys of the rules that passed a difference over.</param>
internal sealed record Comparison(IReadOnlyCollection<Difference> Differences, IReadOnlyCollection<string> PassedOver);
