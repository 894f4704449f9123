using System.CommandLine;
using System.Text.Json;
using Hub.Facade.Replaying;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Has both sides of a route asked again what callers have asked lately.</summary>
internal static class ReplayCommand
{
    private const int AtOnce = 100;
    private const int Most = 1000;

    public static Command Create()
    {
        var (route, data, json) = (HubOptions.Route(), HubOptions.Data(), HubOptions.Json());
        var last = new Option<int>("--last")
        {
            Description = "How many requests, the latest first.",
            HelpName = "N",
            DefaultValueFactory = _ => Most,
        }.Between(1, Most);
        var authorization = new Option<FileInfo?>("--authorization-file")
        {
            Description = "A file with what the header Authorization is to say, as in Bearer TOKEN, for requests whose callers "
                + "showed credentials: the hub keeps none.",
            HelpName = "FILE",
        };
        var command = new Command(
            "replay", "Asks both sides of a route again what callers have lately asked this node, and compares.")
        {
            route, last, authorization, data, json,
        };
        authorization.Validators.Add(given =>
        {
            foreach (var file in given.Tokens.Select(t => t.Value).Where(f => !File.Exists(f)))
                given.AddError($"There is no file '{file}'.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var shown = parsed.GetValue(authorization) is { } file
                ? (await File.ReadAllTextAsync(file.FullName, cancellation)).Trim()
                : null;
            var sum = new Replayed();
            var left = parsed.GetValue(last);
            for (long? before = null; left > 0;)
            {
                var answer = await hub.PostAsync(
                    $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/replay",
                    new { take = Math.Min(AtOnce, left), before, authorization = shown });
                var part = answer.Read<ReplayView>();
                sum.Add(part);
                left -= AtOnce;
                if (part.Next is null)
                    break;
                before = part.Next;
                cancellation.ThrowIfCancellationRequested();
                if (!parsed.GetValue(json) && left > 0)
                    Terminal.Error.WriteLine($"{Counted.Of(sum.Asked, "request")} so far …");
            }

            if (parsed.GetValue(json))
                Listing.PrintJson(JsonSerializer.SerializeToElement(sum, JsonSerializerOptions.Web));
            else
                Print(parsed.GetValue(route)!, sum);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(string route, Replayed sum)
    {
        Terminal.Out.WriteLine($"{route}: {Counted.Of(sum.Compared, "request")} asked of both sides again.");
        Terminal.Out.WriteLine($"  same       {sum.Equal}");
        if (sum.Ignored > 0)
            Terminal.Out.WriteLine($"  ignored    {sum.Ignored}: the same but for what a rule passes over");
        Terminal.Out.WriteLine($"  different  {sum.Different}");
        Terminal.Out.WriteLine($"  counted    {sum.CountedInEvidence} in ./hub evidence {route}; the others were before");
        if (sum.Recorded == 0)
            Terminal.Out.WriteLine("  recorded   none yet: this node remembers what callers ask it since it started");
        foreach (var (reason, count) in sum.NotCompared.OrderByDescending(n => n.Value))
            Terminal.Out.WriteLine($"  not asked  {count}: {reason}");
        foreach (var ((path, what), count) in sum.Differences.OrderByDescending(d => d.Value))
            Terminal.Out.WriteLine($"  {count,9} × {path}: {what}");
    }

    /// <summary>What the answers say together.</summary>
    private sealed class Replayed
    {
        public long Recorded { get; private set; }

        public int Compared { get; private set; }

        public int Equal { get; private set; }

        public int Ignored { get; private set; }

        public int Different { get; private set; }

        public int CountedInEvidence { get; private set; }

        public Dictionary<string, int> NotCompared { get; } = new(StringComparer.Ordinal);

        public IEnumerable<object> Where => Differences.Select(d => new { d.Key.Path, d.Key.What, Count = d.Value });

        internal Dictionary<(string Path, string What), int> Differences { get; } = [];

        internal int Asked => Compared + NotCompared.Values.Sum();

        internal void Add(ReplayView part)
        {
            Recorded = part.Recorded;
            Compared += part.Replayed;
            Equal += part.Equal;
            Ignored += part.Ignored;
            Different += part.Different;
            CountedInEvidence += part.Counted;
            foreach (var (reason, count) in part.NotCompared)
                NotCompared[reason] = NotCompared.GetValueOrDefault(reason) + count;
            foreach (var d in part.Differences)
                Differences[(d.Path, d.What)] = Differences.GetValueOrDefault((d.Path, d.What)) + d.Count;
        }
    }
}
