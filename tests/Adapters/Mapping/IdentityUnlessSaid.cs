using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>
/// Any mapping put together of the notation's parts, over any values: what was read, written and read again is the same,
/// unless validation said beforehand that it cannot be read backwards.
/// </summary>
public sealed class IdentityUnlessSaid
{
    // Fields of a part with a value of their type, and what may stand beside each of them.
    private static readonly (string Path, Func<Random, string> Value)[] Texts =
        [("No", Word), ("Note", Word), ("Red", Word), ("Owner/Name", Word)];

    private static readonly (string Converter, Func<Random, string> Value)[] Converters =
    [
        ("", Word),
        ("trim: true", r => Word(r) + "  "),
        ("trim: both", r => "  " + Word(r) + " "),
        ("pad: 12", r => Word(r).PadRight(12)),
        ("zeros: 9", r => Number(r).PadLeft(9, '0')),
        ("prefix: \"O-\"", Word),
        ("codes: { a: \"1\", b: \"2\" }", r => $"{1 + r.Next(2)}"),
        ("codes: { a: \"1\" }, otherwise: other", r => $"{1 + r.Next(2)}"),
        ("codes: { a: \"1\" }, otherwise: a", r => $"{1 + r.Next(2)}"),
        ("flag: { true: Y, false: N }", r => r.Next(2) == 0 ? "Y" : "N"),
        ("date: yyyyMMdd", r => Day(r).ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
        ("date: yyyyMMddHHmmss", r => Day(r).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)),
        ("date: yyyyMMddHHmmss, zone: UTC", r => Day(r).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)),
        ("zone: America/New_York", r => Day(r).ToString("s", CultureInfo.InvariantCulture)),
        ("time: HHmm", r => Day(r).ToString("HHmm", CultureInfo.InvariantCulture)),
        ("number: true", r => $"{r.Next(-9999, 9999)}.{r.Next(100):00}"),
        ("number: { decimal: \",\", group: \".\", sign: end, decimals: 2 }",
            r => $"{r.Next(1, 999)}.{r.Next(1000):000},{r.Next(100):00}{(r.Next(2) == 0 ? "-" : "")}"),
        ("case: lower", r => Word(r).ToUpperInvariant()),
        ("split: \";\"", r => string.Join(';', Enumerable.Range(0, r.Next(4)).Select(_ => Word(r)))),
        ("split: \";\", trim: both", r => " " + string.Join(';', Enumerable.Range(0, 1 + r.Next(3)).Select(_ => Word(r)))),
    ];

    [Fact]
    public void What_was_read_is_written_and_read_as_it_was()
    {
        var (same, said) = (0, 0);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (yaml, legacy) = Any(random);
            var (table, findings) = Mappings.Read(yaml);
            findings.Errors.Select(e => $"{e}\n{yaml}").ShouldBeEmpty();
            var errors = new List<DocumentError>();
            var read = table.ToContract(legacy, errors);
            errors.Select(e => $"{e}\n{yaml}\n{legacy}").ShouldBeEmpty();
            if (findings.Notes.Count > 0)
            {
                said++;
                return;
            }

            same++;
            var again = table.ToContract(table.ToLegacy(read, errors), errors);
            errors.Select(e => $"{e}\n{yaml}\n{legacy}").ShouldBeEmpty();
            again?.ToJsonString().ShouldBe(read?.ToJsonString(), yaml);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
        same.ShouldBeGreaterThan(100);
        said.ShouldBeGreaterThan(50);
    }

    private static (string Yaml, JsonNode Legacy) Any(Random random)
    {
        var (lines, part) = (new List<string> { "at: Part" }, new JsonObject());
        if (random.Next(4) == 0)
            lines.Add("same: true");
        foreach (var (path, _) in Texts.Where(_ => random.Next(3) > 0))
        {
            var (converter, value) = Converters[random.Next(Converters.Length)];
            var when = random.Next(5) switch { 0 => "when: { Sold: true }", 1 => "when: { \"@rev\": [1, 2] }", _ => "" };
            var beside = string.Join(", ", new[] { converter, when }.Where(w => w.Length > 0));
            lines.Add($"x{path.Replace("/", "", StringComparison.Ordinal)}: "
                + $"{{ from: {path}{(beside.Length > 0 ? $", {beside}" : "")} }}");
            if (random.Next(5) > 0)
                Set(part, path, value(random));
        }

        if (random.Next(2) == 0)
            lines.Add("sold: Sold");
        part["Sold"] = random.Next(2) == 0;
        if (random.Next(2) == 0)
            lines.Add("rev: \"@rev\"");
        if (random.Next(2) == 0)
            part["@rev"] = random.Next(4);
        lines.Add("key: { join: [Left, { from: Right, prefix: R }], with: \"-\" }");
        (part["Left"], part["Right"]) = (random.Next(100), random.Next(100));
        lines.Add("tags: { each: Tag }");
        part["Tag"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => JsonValue.Create(Word(random)))]);
        return (string.Join('\n', lines), new JsonObject { ["Part"] = part });
    }

    private static void Set(JsonObject part, string path, string value)
    {
        if (path.Split('/') is [var outer, var inner])
            (part[outer] ??= new JsonObject())[inner] = value;
        else
            part[path] = value;
    }

    private static DateTime Day(Random random) =>
        new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(random.Next(15_000_000));

    private static string Number(Random random) => random.Next(1, 99_999).ToString(CultureInfo.InvariantCulture);

    private static string Word(Random random) => new[] { "a", "bolt", "Ü", "x y", "0" }[random.Next(5)];
}
