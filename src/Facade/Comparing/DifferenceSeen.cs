using System.Text.Json;

namespace Hub.Facade.Comparing;

/// <summary>Is told of a difference with both values, which nobody keeps in clear.</summary>
/// <param name="difference">The difference.</param>
/// <param name="legacy">The legacy side's value; null where it has none.</param>
/// <param name="new">The new side's value; null where it has none.</param>
internal delegate void DifferenceSeen(Difference difference, JsonElement? legacy, JsonElement? @new);
