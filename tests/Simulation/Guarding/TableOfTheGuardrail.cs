using System.Globalization;
using Hub.Facade.Evidence;

namespace Hub.Simulation.Tests.Guarding;

/// <summary>
/// How often the guardrail and the gates are wrong, and how fast the guardrail is, by simulated routes of known truth. The table
/// is kept in docs/comparing-sides.md and, in short, in README.md; HUB_GUARDRAIL_TABLE=write puts it there anew.
/// </summary>
public sealed class TableOfTheGuardrail(ITestOutputHelper output)
{
    private const int Days = 1_000;
    private const int Runs = 2_001;
    private const int RunsAfterwards = 201;
    private const long SixHours = 6 * 3_600 * SimulatedRoute.Rate;
    private const long RequestsOfADay = 86_400 * SimulatedRoute.Rate;
    private const string Begin = "<!-- guardrail: begin -->\n";
    private const string End = "<!-- guardrail: end -->\n";

    private static readonly (string Name, SimulatedRoute Route)[] Healthy =
    [
        ("canary at 50 %, both sides fail 0.1 %", new(0.5, _ => 0.001, _ => 0.001)),
        ("canary at 5 %, both sides fail 0.1 %", new(0.05, _ => 0.001, _ => 0.001)),
        ("canary at 50 %, both fail 2 %", new(0.5, _ => 0.02, _ => 0.02)),
        ("canary at 50 %, both fail 20 % for an hour", new(0.5, Outage, Outage)),
        ("new, 0.1 % as legacy before", new(1, _ => 0.001, _ => 0.001)),
    ];

    private static readonly (double Broken, double Aim)[] Broken = [(1, 7), (0.5, 16), (0.1, 79), (0.05, 163), (0.01, 1_165)];

    [Fact]
    public async Task It_is_as_good_as_the_page_says()
    {
        List<string> lines =
            ["| healthy routes, 1,000 days each, read after each of 86,400 requests | stepped back |", "|---|---|"];
        foreach (var (name, route) in Healthy)
        {
            var wrong = Enumerable.Range(1, Days).AsParallel().Count(d => route.AnswersUntilAlarm(d, RequestsOfADay) is not null);
            wrong.ShouldBeLessThanOrEqualTo(Days / 100, name);
            lines.Add($"| {name} | {Percent((double)wrong / Days)} |");
        }

        var passed = Enumerable.Range(1, Days).AsParallel().Count(PassesJustOverTheLimit);
        passed.ShouldBeLessThanOrEqualTo(Days / 20);
        lines.AddRange(
        [
            "", "| routes just over the limit, read after each of 10,000 answers | passed the gate |", "|---|---|",
            $"| 1.05 % of answers differ, `mismatch: 1%` with 95 % | {Percent((double)passed / Days)} |",
            "", "| broken answers of the new side, legacy fails 0.1 % | aim | canary at 50 % | canary at 5 % | new "
                + "| canary at 50 %, after six good hours | new, after six good hours |",
            "|---|---|---|---|---|---|---|",
        ]);
        foreach (var (broken, aim) in Broken)
        {
            var half = Median(new(0.5, _ => 0.001, _ => broken));
            var (few, alone) = (Median(new(0.05, _ => 0.001, _ => broken)), Median(new(1, _ => 0.001, _ => broken)));
            var (later, aloneLater) = (
                Median(new(0.5, _ => 0.001, _ => broken), RunsAfterwards, SixHours),
                Median(new(1, _ => 0.001, _ => broken), RunsAfterwards, SixHours));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Percent(broken)} | {aim:N0} | {half:N0} | {few:N0} | {alone:N0} | {later:N0} | {aloneLater:N0} |"));
            ((double)half).ShouldBeInRange(aim * 0.75, aim * 1.25, Percent(broken));
        }

        var table = string.Join('\n', lines) + "\n";
        output.WriteLine(table);
        await CompareAsync("docs/comparing-sides.md", table);
        await CompareAsync("README.md", InShort(lines));
    }

    private static long Median(SimulatedRoute route, int runs = Runs, long soundFor = 0) =>
        Enumerable.Range(1, runs).AsParallel()
            .Select(r => route.AnswersUntilAlarm(r, 2_000_000, soundFor) ?? long.MaxValue).Order().ElementAt(runs / 2);

    private static bool PassesJustOverTheLimit(int seed)
    {
        var (random, different) = (new Random(seed), 0);
        for (var n = 1; n <= 10_000; n++)
        {
            different += random.NextDouble() < 0.0105 ? 1 : 0;
            if (MismatchBound.IsBelow(0.01, n, different))
                return true;
        }

        return false;
    }

    private static double Outage(double days) => days is > 0.5 and < 0.5 + (1.0 / 24) ? 0.2 : 0.001;

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");

    // How often it is wrong, in the worst case, and how many answers it takes at canary 50 %.
    private static string InShort(IReadOnlyList<string> lines)
    {
        var rows = lines.Where(l => l.StartsWith('|'))
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToList();
        var worst = Healthy.Select(h => rows.Single(r => r[0] == h.Name)[1])
            .MaxBy(r => double.Parse(r.Split(' ')[0], CultureInfo.InvariantCulture));
        var passed = rows.Single(r => r[0].StartsWith("1.05 %", StringComparison.Ordinal))[1];
        return string.Join('\n',
        [
            "| | aim | found |", "|---|---|---|",
            $"| healthy routes that step back in a day, read after every request | ≤ 1 % | ≤ {worst} |",
            $"| routes just over the limit that pass the gate, read after every answer | ≤ 5 % | {passed} |",
            .. rows.TakeLast(Broken.Length)
                .Select(r => $"| answers until the alarm, {r[0]} of the new side's broken | {r[1]} | {r[2]} |"),
            "",
        ]);
    }

    private static async Task CompareAsync(string file, string table)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent.ShouldNotBeNull();
        var page = Path.Combine(folder.FullName, file);
        var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        from += Begin.Length;
        if (Environment.GetEnvironmentVariable("HUB_GUARDRAIL_TABLE") == "write")
            await File.WriteAllTextAsync(page, text[..from] + table + text[to..], TestContext.Current.CancellationToken);
        else
            text[from..to].ShouldBe(table);
    }
}
