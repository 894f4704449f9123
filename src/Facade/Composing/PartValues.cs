using System.Text;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>Fills in what a part's route is asked with.</summary>
internal static class PartValues
{
    /// <summary>Returns the values by the parameters' names; null where another part has no value for one.</summary>
    /// <param name="part">The part.</param>
    /// <param name="route">Its route.</param>
    /// <param name="request">The composition's request.</param>
    /// <param name="sources">The answers that it needs.</param>
    /// <param name="key">The value of the list's entry; null where it is asked once.</param>
    public static Dictionary<string, string>? Of(
        PartPlan part, PartRoute route, ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources, string? key)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in part.Parameters)
        {
            if (!TryFill(parameter.Value, request, sources, key, out var value))
                return null;
            // A parameter that the request does not have is not handed on.
            if (value is not null)
                values[parameter.Name] = value;
        }

        foreach (var name in route.PathNames)
            if (!values.ContainsKey(name) && request.Values.TryGetValue(name, out var same))
                values[name] = same;
        return values;
    }

    /// <summary>Returns a template with one entry's value in it; null where another value is missing.</summary>
    public static string? Fill(
        PartTemplate template, ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources, string? key) =>
        TryFill(template, request, sources, key, out var value) ? value : null;

    private static bool TryFill(
        PartTemplate template, ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources, string? key,
        out string? value)
    {
        value = null;
        var text = new StringBuilder();
        foreach (var piece in template.Pieces)
        {
            if (piece.Name is { } name)
            {
                if (!request.Values.TryGetValue(name, out var own))
                    return true;
                text.Append(own);
            }
            else if (piece.Field is { } field)
            {
                var found = field.Field.IsList
                    ? key
                    : JsonFields.Find(sources[field.Part].Root, field.Field).Select(JsonFields.TextOf).FirstOrDefault();
                if (found is null)
                    return false;
                text.Append(found);
            }
            else
                text.Append(piece.Text);
        }

        value = text.ToString();
        return true;
    }
}
