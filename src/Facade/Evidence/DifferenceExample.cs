using System.Text.Json;
using Hub.Facade.Comparing;

namespace Hub.Facade.Evidence;

/// <summary>A difference with both values, masked.</summary>
/// <param name="Path">Where.</param>
/// <param name="What">What differs.</param>
/// <param name="Legacy">The legacy side's value, masked; null where it has none.</param>
/// <param name="New">The new side's value, masked; null where it has none.</param>
/// <param name="Apart">How far apart they are, as far as that tells nothing of them; null where nobody can say.</param>
internal sealed record DifferenceExample(string Path, string What, string? Legacy, string? New, string? Apart)
{
    /// <summary>The id of the request that showed it, by which it is explained; null where nobody can ask for it.</summary>
    public string? Request { get; init; }

    /// <summary>Makes it; nothing of the values is kept in clear.</summary>
    public static DifferenceExample Of(Difference difference, JsonElement? legacy, JsonElement? @new) => new(
        difference.Path, difference.What, MaskedValue.Of(legacy), MaskedValue.Of(@new), MaskedValue.Apart(legacy, @new));
}
