using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Mapping;

/// <summary>Reads the converters of a binding: blanks nearest to the legacy value, then its meaning, then the prefix.</summary>
internal sealed class ConverterReader(MappingFindings findings)
{
    private static readonly string[] Meanings = ["flag", "codes", "date", "time", "number", "scaled", "converter"];

    private static readonly PlanShape Digits = new("number-notation")
    {
        { "decimal", PlanValue.Text, "What stands before the decimals." },
        { "group", PlanValue.Text, "What stands between thousands." },
        { "sign", PlanValue.OneOf("start", "end"), "Where the minus stands." },
        { "decimals", PlanValue.Whole(0, 18), "How many decimals are written." },
    };

    private static readonly PlanShape FlagCodes = new("flag", "true", "false")
    {
        { "true", PlanValue.Text }, { "false", PlanValue.Text },
    };

    /// <summary>The fields that convert a value.</summary>
    public static readonly PlanShape Shape = new("converters")
    {
        { "trim", PlanValue.OneOf("true", "left", "both"), "Takes blanks away when read." },
        { "pad", PlanValue.Whole(1, 10_000), "Fills up with blanks when written, to this width." },
        { "zeros", PlanValue.Whole(1, 10_000), "Fills up with zeros when written, to this width." },
        { "flag", FlagCodes, "true and false, each with its code." },
        {
            "codes", PlanValue.MapOf(PlanValue.Either(PlanValue.Text, PlanValue.Empty)),
            "The contract's words, each with its code."
        },
        { "date", PlanValue.Text, "A date's notation: yyyyMMdd." },
        { "time", PlanValue.Text, "A time's notation: HHmmss." },
        { "number", PlanValue.Either(PlanValue.OneOf("true"), Digits), "A number that the system has as a text." },
        { "scaled", PlanValue.Whole(1, 18), "How many of a whole number's digits are decimals." },
        { "converter", PlanValue.Text, "A converter of your own, by its name." },
        { "otherwise", PlanValue.Text, "The word for codes that are not listed." },
        { "zone", PlanValue.Text, "The zone of a time without one: Europe/Berlin." },
        { "case", PlanValue.OneOf("lower", "upper"), "The letter case that the contract has." },
        { "split", PlanValue.Text, "What stands between the entries of a text that is a list." },
        { "prefix", PlanValue.Text, "What the contract's value begins with." },
        { "min", PlanValue.Text, "The least number that is taken." },
        { "max", PlanValue.Text, "The largest number that is taken." },
        { "minLength", PlanValue.Text, "How long a text has to be." },
        { "required", PlanValue.Flag, "Whether the contract wants it to be there." },
        { "when", ConditionReader.Shape, "When it is meant." },
    };

    public static IReadOnlyList<string> Names => Shape.Names;

    public ImmutableArray<IConverter> Read(PlanNode node, IConverter? piece = null)
    {
        var converters = ImmutableArray.CreateBuilder<IConverter>();
        Add(node["trim"], ReadTrim);
        Add(node["pad"], pad => Width(pad, "'pad' is the width, from 1 to 10000") is { } width ? new Padding(width) : null);
        Add(node["zeros"], zeros => Width(zeros, "'zeros' is the width, from 1 to 10000") is { } width ? new Zeros(width) : null);
        var meanings = Meanings.Where(m => node[m] is not null).ToList();
        if (meanings.Count > 1)
            findings.Error(node, $"{string.Join(" and ", meanings)} exclude each other; keep one");
        if (meanings.Count > 0 && ReadMeaning(meanings[0], node[meanings[0]]!, node) is { } meaning)
            converters.Add(meaning);
        if (meanings is [] && node["zone"] is not null)
            Add(node["zone"], zone => ReadZone(zone, LocalTime.Iso));
        if (node["otherwise"] is { } otherwise && node["codes"] is null && node["flag"] is null)
            findings.Error(
                otherwise, "'otherwise' is the word for codes that are not listed; it stands beside 'codes' or 'flag'");
        Add(node["case"], ReadCase);
        Add(node["split"], split => split.Text is { } text
            ? new Split(text)
            : Refuse(split, "'split' is what stands between the entries, such as \";\""));
        if (piece is not null)
            converters.Add(piece);
        // Of what stands behind a prefix.
        if (node["min"] is not null || node["max"] is not null)
            converters.Add(new Range(Bound("min", node["min"], decimal.MinValue), Bound("max", node["max"], decimal.MaxValue)));
        Add(node["prefix"], prefix => prefix.Text is { } text
            ? new Prefix(text)
            : Refuse(prefix, "'prefix' is a text, such as \"O-\""));
        Add(node["minLength"], least => new MinLength((int)Bound("minLength", least, 0)));
        return converters.ToImmutable();

        void Add(PlanNode? written, Func<PlanNode, IConverter?> read)
        {
            if (written is not null && read(written) is { } converter)
                converters.Add(converter);
        }
    }

    /// <summary>Whether the contract wants it to be there.</summary>
    public bool ReadRequired(PlanNode node)
    {
        if (node["required"] is { Flag: null } odd)
            findings.Error(odd, "'required' is true or false");
        return node["required"]?.Flag == true;
    }

    /// <summary>How many entries a list may have.</summary>
    public int? ReadAtMost(PlanNode node)
    {
        if (node["atMost"] is not { } most)
            return null;
        if (most.Integer is >= 1 and <= int.MaxValue and var number)
            return (int)number;
        findings.Error(most, "'atMost' is the most entries a list may have");
        return null;
    }

    private IConverter? Refuse(PlanNode node, string message)
    {
        findings.Error(node, message);
        return null;
    }

    private int? Width(PlanNode node, string message)
    {
        if (node.Integer is >= 1 and <= 10_000 and var width)
            return (int)width;
        findings.Error(node, message);
        return null;
    }

    private decimal Bound(string name, PlanNode? node, decimal otherwise)
    {
        if (node is null)
            return otherwise;
        if (decimal.TryParse(
            node.Text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var bound))
            return bound;
        findings.Error(node, $"'{name}' is a number");
        return otherwise;
    }

    private IConverter? ReadTrim(PlanNode node) => node.Text switch
    {
        "true" => new Padding(0),
        "left" => new Trimming(Both: false),
        "both" => new Trimming(Both: true),
        _ => Refuse(node, "'trim' is true, left or both; to pad with blanks when written, use pad: WIDTH instead"),
    };

    private IConverter? ReadCase(PlanNode node) => node.Text is "lower" or "upper"
        ? new LetterCase(node.Text == "lower")
        : Refuse(node, "'case' is what the contract has, lower or upper; the system has the other");

    private IConverter? ReadMeaning(string name, PlanNode node, PlanNode binding)
    {
        switch (name)
        {
            case "flag":
                var values = node.Fields.Select(f => f.Key).Order(StringComparer.Ordinal);
                return values.SequenceEqual(["false", "true"], StringComparer.Ordinal)
                    ? ReadCodes(node, binding["otherwise"], flag: true)
                    : Refuse(node, "'flag' has a code for true and one for false: flag: { true: Y, false: N }");
            case "codes":
                return ReadCodes(node, binding["otherwise"], flag: false);
            case "date":
                return node.Text is not { } date || !DateNotation.IsUsable(date)
                    || !new[] { "y", "M", "d" }.All(part => date.Contains(part, StringComparison.Ordinal))
                    ? Refuse(node, "'date' is a notation with year, month and day, such as yyyyMMdd")
                    : binding["zone"] is { } zone ? ReadZone(zone, date) : DateNotation.OfDate(date);
            case "time":
                return node.Text is { } time && DateNotation.IsUsable(time)
                    && new[] { "H", "m" }.All(part => time.Contains(part, StringComparison.Ordinal))
                    ? DateNotation.OfTime(time)
                    : Refuse(node, "'time' is a notation with hours and minutes, such as HHmmss");
            case "scaled":
                return node.Integer is >= 1 and <= 18 and var decimals
                    ? new ScaledNumber((int)decimals)
                    : Refuse(node, "'scaled' is how many of a whole number's digits are decimals, from 1 to 18");
            case "converter":
                var (own, problem) = findings.Converters.Find(node.Text ?? "");
                return own is null ? Refuse(node, problem!) : new OwnConverter(node.Text!, own);
            default:
                return ReadNumber(node);
        }
    }

    private IConverter? ReadNumber(PlanNode node)
    {
        if (node.Flag == true)
            return new TextNumber();
        var known = Digits.Names;
        var strange = node.Fields.FirstOrDefault(f => !known.Contains(f.Key, StringComparer.Ordinal));
        if (strange is { Key: { } stranger, Value: { } at })
            return Refuse(
                at,
                $"'{stranger}' is not an option of 'number'; the options are {string.Join(", ", known)}"
                    + Spelling.DidYouMean(stranger, known));
        if (node.Fields.Count == 0)
            return Refuse(
                node, "'number' is true, or its notation: number: { decimal: \",\", group: \".\", sign: end, decimals: 2 }");
        var (point, group) = (node["decimal"]?.Text ?? ".", node["group"]?.Text);
        if (point.Length != 1
            || group is { Length: not 1 }
            || group == point
            || char.IsAsciiDigit(point[0])
            || (group is not null && char.IsAsciiDigit(group[0])))
            return Refuse(node, "'decimal' and 'group' are one character each, and not the same");
        if (node["sign"] is { Text: not ("start" or "end") } sign)
            return Refuse(sign, "'sign' is where the minus stands, start or end");
        return node["decimals"] is { Integer: not (>= 0 and <= 18) } odd
            ? Refuse(odd, "'decimals' is how many there are when written, from 0 to 18")
            : new NumberNotation(point[0], group?[0], node["sign"]?.Text == "end", (int?)node["decimals"]?.Integer);
    }

    private IConverter? ReadZone(PlanNode node, string format)
    {
        if (node.Text is not { } name || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return Refuse(node, $"there is no zone '{node.Text}'; zones are named like Europe/Berlin");
        if (!format.AsSpan().ContainsAny('H', 'h'))
            return Refuse(node, "a date without a time has no zone");
        if (zone.SupportsDaylightSavingTime)
            findings.Note(node, $"clocks in {name} show one hour twice every autumn: "
                + "of its times the second is read, and a time of the first comes back an hour later");
        return new LocalTime(format, zone);
    }

    private Codes? ReadCodes(PlanNode node, PlanNode? otherwise, bool flag)
    {
        if (node.Fields.Count == 0)
            findings.Error(node, "'codes' is written word: code, as in codes: { new: N, released: R }");
        var twice = node.Fields.GroupBy(f => f.Value.Text, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
        foreach (var code in twice)
            findings.Error(code.Last().Value, $"code '{code.Key}' stands for "
                + $"{string.Join(" and ", code.Select(c => $"'{c.Key}'"))}; read back it could be either");
        if (twice.Count > 0 || node.Fields.Count == 0)
            return null;
        NoteOtherwise(node, otherwise, flag);
        return new Codes(
            node.Fields.ToFrozenDictionary(f => f.Value.Text ?? "", f => f.Key, StringComparer.Ordinal),
            node.Fields.ToFrozenDictionary(f => f.Key, f => f.Value.Text ?? "", StringComparer.Ordinal),
            flag,
            otherwise?.Text);
    }

    private void NoteOtherwise(PlanNode codes, PlanNode? otherwise, bool flag)
    {
        if (otherwise is null)
            return;
        if (otherwise.Text is not { } word || (flag && codes[word] is null))
            findings.Error(
                otherwise, flag ? "'otherwise' is true or false beside 'flag'" : "'otherwise' is a word, such as unknown");
        else if (codes[word] is { } code)
            findings.Note(otherwise, $"codes that are not listed read as '{word}' and are written as '{code.Text}': "
                + "the system's own code is lost when a record is sent back");
        else
            findings.Note(otherwise, $"'{word}' cannot be read backwards: a record with a code that is not listed can be shown, "
                + "and sending it back as it was read is refused with 400");
    }
}
