using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Hub.Platform.Plan;

namespace Hub.Adapters.Mapping;

/// <summary>Reads the converters of a binding: blanks nearest to the legacy value, then its meaning, then the prefix.</summary>
internal static class ConverterReader
{
    private static readonly string[] Meanings = ["flag", "codes", "date", "number", "scaled"];

    public static IReadOnlyList<string> Names { get; } = ["trim", "pad", .. Meanings, "prefix", "min", "max", "minLength", "required"];

    public static ImmutableArray<IConverter> Read(PlanNode node, Action<PlanNode, string> error)
    {
        var converters = ImmutableArray.CreateBuilder<IConverter>();
        if (node["trim"] is { } trim)
        {
            if (trim.Flag == true)
                converters.Add(new Padding(0));
            else
                error(trim, "'trim' is true; to pad with blanks when written, use pad: WIDTH instead");
        }

        if (node["pad"] is { } pad)
        {
            if (pad.Integer is >= 1 and <= 10_000 and var width)
                converters.Add(new Padding((int)width));
            else
                error(pad, "'pad' is the width, from 1 to 10000");
        }

        var meanings = Meanings.Where(m => node[m] is not null).ToList();
        if (meanings.Count > 1)
            error(node, $"{string.Join(" and ", meanings)} exclude each other; keep one");
        if (meanings.Count > 0 && ReadMeaning(meanings[0], node[meanings[0]]!, error) is { } meaning)
            converters.Add(meaning);
        if (node["prefix"] is { } prefix)
        {
            if (prefix.Text is { } text)
                converters.Add(new Prefix(text));
            else
                error(prefix, "'prefix' is a text, such as \"O-\"");
        }

        if (node["min"] is not null || node["max"] is not null)
            converters.Add(new Range(Bound(node["min"], decimal.MinValue, error), Bound(node["max"], decimal.MaxValue, error)));
        if (node["minLength"] is { } least)
            converters.Add(new MinLength((int)Bound(least, 0, error)));
        return converters.ToImmutable();
    }

    /// <summary>Whether the contract wants it to be there.</summary>
    public static bool ReadRequired(PlanNode node, Action<PlanNode, string> error)
    {
        if (node["required"] is { Flag: null } odd)
            error(odd, "'required' is true or false");
        return node["required"]?.Flag == true;
    }

    /// <summary>How many entries a list may have.</summary>
    public static int? ReadAtMost(PlanNode node, Action<PlanNode, string> error)
    {
        if (node["atMost"] is not { } most)
            return null;
        if (most.Integer is >= 1 and <= int.MaxValue and var number)
            return (int)number;
        error(most, "'atMost' is the most entries a list may have");
        return null;
    }

    private static decimal Bound(PlanNode? node, decimal otherwise, Action<PlanNode, string> error)
    {
        if (node is null)
            return otherwise;
        if (decimal.TryParse(node.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bound))
            return bound;
        error(node, "a number belongs here");
        return otherwise;
    }

    private static IConverter? ReadMeaning(string name, PlanNode node, Action<PlanNode, string> error)
    {
        switch (name)
        {
            case "flag":
                if (node.Fields.Select(f => f.Key).Order(StringComparer.Ordinal).SequenceEqual(["false", "true"], StringComparer.Ordinal))
                    return ReadCodes(node, flag: true, error);
                error(node, "'flag' has a code for true and one for false: flag: { true: Y, false: N }");
                return null;
            case "codes":
                return ReadCodes(node, flag: false, error);
            case "date":
                return ReadDate(node, error);
            case "scaled":
                if (node.Integer is >= 1 and <= 18 and var decimals)
                    return new ScaledNumber((int)decimals);
                error(node, "'scaled' is how many of a whole number's digits are decimals, from 1 to 18");
                return null;
            default:
                if (node.Flag != true)
                    error(node, "'number' is true");
                return new TextNumber();
        }
    }

    private static Codes? ReadCodes(PlanNode node, bool flag, Action<PlanNode, string> error)
    {
        if (node.Fields.Count == 0)
            error(node, "'codes' is written word: code, as in codes: { new: N, released: R }");
        var twice = node.Fields.GroupBy(f => f.Value.Text, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
        foreach (var code in twice)
            error(code.Last().Value, $"code '{code.Key}' stands for {string.Join(" and ", code.Select(c => $"'{c.Key}'"))}; read back it could be either");
        return twice.Count > 0 || node.Fields.Count == 0 ? null : new Codes(
            node.Fields.ToFrozenDictionary(f => f.Value.Text ?? "", f => f.Key, StringComparer.Ordinal),
            node.Fields.ToFrozenDictionary(f => f.Key, f => f.Value.Text ?? "", StringComparer.Ordinal),
            flag);
    }

    private static DateNotation? ReadDate(PlanNode node, Action<PlanNode, string> error)
    {
        if (node.Text is { } format && new[] { "y", "M", "d" }.All(part => format.Contains(part, StringComparison.Ordinal)))
            return new DateNotation(format);
        error(node, "'date' is a notation with year, month and day, such as yyyyMMdd");
        return null;
    }
}
