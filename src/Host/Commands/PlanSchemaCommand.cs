using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Importing.Writing;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>Writes the JSON Schemas of a plan's files, by which editors complete and check them; needs no running hub.</summary>
internal static class PlanSchemaCommand
{
    private static readonly string[] Kinds = [.. SchemaFolder.Kinds.Select(k => k.Name)];

    public static Command Create()
    {
        var kind = new Argument<string?>("kind")
        {
            Description = $"The kind of file: {string.Join(", ", Kinds)}; without, what each is for.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        kind.CompletionSources.Add(Kinds);
        var write = new Option<string?>("--out")
        {
            Description = "The plan's folder, into which all of them are written as schemas/KIND.schema.json.", HelpName = "DIR",
        };
        var json = HubOptions.Json();
        var command = new Command("schema", "Shows the JSON Schema of a kind of plan file, or writes all of them for editors.")
        {
            kind, write, json,
        };
        command.SetAction(parsed => parsed.GetValue(write) is { } folder
            ? Write(folder, parsed.GetValue(json))
            : Show(parsed.GetValue(kind), parsed.GetValue(json)));
        command.Validators.Add(result =>
        {
            if (result.GetValue(kind) is { } name && !Kinds.Contains(name, StringComparer.Ordinal))
                result.AddError($"<kind> '{name}' is not one of {string.Join(", ", Kinds)}"
                    + ServiceKit.Problems.Spelling.EndSentence(ServiceKit.Problems.Spelling.DidYouMean(name, Kinds)));
            else if (result.GetValue(kind) is not null && result.GetValue(write) is not null)
                result.AddError("--out writes all schemas: leave out the kind, or leave out --out.");
        });
        return command;
    }

    private static int Show(string? name, bool json)
    {
        if (SchemaFolder.Kinds.FirstOrDefault(k => k.Name == name) is { } one)
        {
            Terminal.Out.Write(SchemaFolder.TextOf(one));
            return CommandLine.Done;
        }

        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(
                SchemaFolder.Kinds.ToDictionary(k => k.Name, k => k.Schema(), StringComparer.Ordinal)));
        else
            ListingTable.Of(
                SchemaFolder.Kinds, "", ("kind", (PlanFileKind k) => k.Name), ("files", k => k.Where), ("what…", k => k.Title))
                .Print();
        return CommandLine.Done;
    }

    private static int Write(string folder, bool json)
    {
        if (!Directory.Exists(folder))
            throw new CommandFailedException(
                $"There is no plan folder '{folder}': name one with --out, as in --out migration-plan.", CommandLine.WrongUsage);
        try
        {
            var files = SchemaFolder.Write(folder);
            if (json)
                Listing.PrintJson(JsonSerializer.SerializeToElement(new { files }));
            foreach (var file in json ? [] : files)
                Terminal.Out.WriteLine($"written {file}");
            foreach (var kind in json ? [] : SchemaFolder.Kinds)
                Terminal.Out.WriteLine(
                    $"{kind.Where} begins with {PlanFileKinds.CommentFor(kind.Name, kind.Where.Count(c => c == '/'))}");
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"'{folder}' cannot be written: {e.Message}");
        }
    }
}
