using Hub.ServiceKit.Problems;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hub.Platform.Plan;

/// <summary>YAML text → plan nodes with their lines, references still in them.</summary>
internal sealed class PlanYaml(PlanErrors errors)
{
    private const int DeepestNesting = 40;
    private const int MostNodes = 200_000;

    // A map or list has one for its beginning and one for its end.
    private const int MostEvents = 2 * MostNodes;
    private static readonly string[] Core =
        [.. new[] { "str", "int", "float", "bool", "null", "seq", "map" }.Select(t => $"tag:yaml.org,2002:{t}")];

    private int _nodes;

    /// <summary>The file's one document; null, and an error, when it cannot be read.</summary>
    public PlanNode? Read(string file, string text)
    {
        // The budget is the plan's: the file that was over it has been told, and those behind it are not at fault.
        if (_nodes > MostNodes)
            return null;
        try
        {
            Walk(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1)
                return Convert(file, stream.Documents[0].RootNode, depth: 0);
            errors.Add(
                new PlanLocation(file, 1),
                stream.Documents.Count == 0 ? "the file is empty" : "only one YAML document is read; remove the '---' lines");
        }
        catch (YamlException e) when (TabFrom(text, e) is { } line)
        {
            errors.Add(new PlanLocation(file, line), "not valid YAML: a tab in the indentation; write blanks");
        }
        catch (YamlException e)
        {
            errors.Add(
                new PlanLocation(file, (int)e.Start.Line),
                $"not valid YAML: {(e.InnerException is ArgumentException twice ? twice.Message : e.Message)}");
        }

        return null;
    }

    // The parser tells a tab where the line before it ends.
    private static int? TabFrom(string text, YamlException e) => !e.Message.Contains(" tab ", StringComparison.Ordinal) ? null
        : text.Split('\n').Index().Skip((int)e.Start.Line - 1).Where(l => Indentation(l.Item).Contains('\t'))
            .Select(l => (int?)l.Index + 1).FirstOrDefault();

    private static ReadOnlySpan<char> Indentation(ReadOnlySpan<char> line) => line[..^line.TrimStart(" \t").Length];

    // Before the tree is made: its maker calls itself for each level, and the scanner has no words for a bracket left open.
    private static void Walk(string text)
    {
        var parser = new Parser(new StringReader(text));
        var (depth, events, last) = (0, 0, Mark.Empty);
        try
        {
            while (parser.MoveNext())
            {
                last = parser.Current!.End;
                depth += parser.Current.NestingIncrease;
                if (depth > DeepestNesting + 2 || ++events > MostEvents)
                    throw new YamlException(last, last, "nested too deeply or too large");
            }
        }
        catch (YamlException e) when (e.Start.Line < last.Line)
        {
            // A tab is told at the beginning of what it stands in.
            throw new YamlException(last, e.End, e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw new YamlException(
                last, last, "what begins here does not end; look for a bracket or a quote that is not closed", e);
        }
    }

    private PlanNode Convert(string file, YamlNode node, int depth)
    {
        var at = new PlanLocation(file, (int)node.Start.Line);
        // Anchors may repeat a node any number of times, or hold themselves.
        if (depth > DeepestNesting || ++_nodes > MostNodes)
            throw new YamlException(node.Start, node.End, "nested too deeply or too large");
        CheckTag(node, at);
        return node switch
        {
            YamlScalarNode scalar => PlanNode.Scalar(at, Text(scalar)),
            YamlSequenceNode list => PlanNode.List(at, list.Select(i => Convert(file, i, depth + 1)).ToList()),
            YamlMappingNode map => PlanNode.Map(
                at, map.Select(f => KeyValuePair.Create(Key(f.Key, at), Convert(file, f.Value, depth + 1))).ToList()),
            _ => throw new YamlException(node.Start, node.End, "this kind of YAML node is not used in a plan"),
        };
    }

    private static string? Text(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" ? null : scalar.Value ?? "";

    private string Key(YamlNode key, PlanLocation map)
    {
        CheckTag(key, map with { Line = (int)key.Start.Line });
        return (key as YamlScalarNode)?.Value
            ?? throw new YamlException(key.Start, key.End, "a field's name must be a plain word");
    }

    // A tag asks for what other programs do, such as to include a file; only those of YAML's own core change nothing here.
    private void CheckTag(YamlNode node, PlanLocation at)
    {
        if (node.Tag is not { IsEmpty: false, IsNonSpecific: false } tag || Core.Contains(tag.Value, StringComparer.Ordinal))
            return;
        errors.AddUnlessStored(
            at,
            $"the YAML tag '{Spelling.Shorten(tag.Value)}' is not known and nothing is done for it: write the value itself; "
            + "addresses and secrets may come from outside by ${env:NAME} and ${file:PATH}");
    }
}
