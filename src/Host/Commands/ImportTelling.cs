using Hub.Host.Shell;
using Hub.Importing;

namespace Hub.Host.Commands;

/// <summary>Tells what an import did: what changed, what was skipped, guessed and kept, and what to do next.</summary>
internal static class ImportTelling
{
    public static object Json(ImportReport report, ImportTarget target) => new
    {
        system = target.System,
        dryRun = target.DryRun,
        files = report.Files.Select(f => new
        {
            path = f.Path,
            change = f.Change,
            diff = target.DryRun || f.Change == "changed" ? f.Diff : [],
        }),
        operations = report.Operations.Select(
            o => new { operation = o.Operation, write = o.Write, route = o.Route, match = o.Match }),
        notes = report.Notes.Select(n => new { kind = Word(n.Kind), about = n.About, text = n.Text }),
        set = report.Variables.Select(v => new { name = v.Name, value = v.Value }),
        next = Next(report, target),
    };

    public static void Print(ImportReport report, ImportTarget target)
    {
        foreach (var file in report.Files.Where(f => target.DryRun || f.Change == "changed"))
            PrintDiff(file);
        foreach (var file in report.Files)
            Say($"{(target.DryRun && file.Change != "unchanged" ? "would be " : "")}{file.Change,-9} {file.Path}");
        if (target.DryRun)
        {
            Notes(report);
            return;
        }

        Say("");
        var width = report.Operations.Select(o => o.Match?.Length ?? 0).DefaultIfEmpty().Max();
        foreach (var operation in report.Operations)
            Say($"{(operation.Write ? "write" : "read"),-5}  "
                + $"{(operation.Match ?? "no route").PadRight(width)}  {operation.Operation}");
        Notes(report);
        if (report.Variables.Length > 0)
            Say("\nset first");
        foreach (var variable in report.Variables)
            Say($"  export {variable.Name}='{variable.Value}'");
        Say("\nnext");
        foreach (var step in Next(report, target))
            Say($"  {step}");
    }

    private static void PrintDiff(ImportedFile file)
    {
        if (file.Diff.IsEmpty)
            return;
        Say($"--- {file.Path}");
        foreach (var line in file.Diff)
            Say(line);
        Say("");
    }

    private static void Notes(ImportReport report)
    {
        if (report.Notes.Length > 0)
            Say("");
        foreach (var alike in report.Notes.GroupBy(n => (n.Kind, n.Text)).OrderBy(n => n.Key.Kind))
            Say($"{Word(alike.Key.Kind),-11} {About([.. alike.Select(n => n.About)])}: "
                + (alike.Count() > 1 ? $"each {alike.Key.Text}" : alike.Key.Text));
    }

    /// <summary>What notes are about, entries by their section: <c>systems/erp.yaml, resources: a, b</c>.</summary>
    private static string About(IReadOnlyList<string> about) => string.Join("; ", about
        .Select(a => a.Split(": ", 2) is [var section, var name] ? (Section: section, Name: name) : (Section: a, Name: ""))
        .GroupBy(a => a.Section, StringComparer.Ordinal)
        .Select(a => string.Join(", ", a.Select(e => e.Name)) is { Length: > 0 } names ? $"{a.Key}: {names}" : a.Key));

    private static string Word(ImportNoteKind kind) => kind.ToString().ToLowerInvariant();

    private static IEnumerable<string> Next(ImportReport report, ImportTarget target)
    {
        // A data folder of the plan's own: the default one may hold another plan, the demo's say, which would be served.
        var folder = target.Folder.TrimEnd('/', '\\');
        var data = $"{folder}-data";
        yield return $"./hub plan check --plan {folder}";
        if (Directory.Exists(data))
        {
            yield return $"./hub plan diff --plan {folder} --data {data}";
            yield return $"./hub plan apply --plan {folder} --data {data} --reason 'imported {target.System}'";
        }
        else
        {
            yield return $"./hub up --plan {folder} --no-demo --data {data}";
        }

        if (report.Operations.FirstOrDefault(o => o is { Write: false, Match: not null }) is { } first)
            yield return $"./hub try {target.System}.{first.Operation} --in '{{{Keys(first)}}}' --data {data}";
    }

    private static string Keys(ImportedOperation operation) => string.Join(", ",
        operation.Match!.Split('{').Skip(1).Select(k => k.Split('}')[0])
            .Union(operation.Asks)
            .Select(name => $"\"{name}\": \"…\""));

    // Names come from a WSDL or a catalogue: none of them is to steer a terminal.
    private static void Say(string line) =>
        Terminal.Out.WriteLine(string.Concat(line.Select(c => char.IsControl(c) && c != '\n' ? '?' : c)));
}
