namespace LegacyLandscape.Traffic;

/// <summary>Chooses, the same way in every run that does the same.</summary>
internal sealed class Dice(int seed)
{
    private readonly Lock one = new();
#pragma warning disable CA5394 // nothing here is a secret
    private readonly Random random = new(seed);

    /// <summary>Returns a number from 0 to one below the given one.</summary>
    public int Below(int end)
    {
        lock (one)
            return random.Next(end);
    }
#pragma warning restore CA5394

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Chooses by weight.</summary>
    public T Of<T>(IReadOnlyList<(int Weight, T Choice)> choices)
    {
        var left = Below(choices.Sum(choice => choice.Weight));
        return choices.First(choice => (left -= choice.Weight) < 0).Choice;
    }
}
