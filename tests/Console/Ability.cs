namespace Hub.Console.Tests;

/// <summary>Something that people do to the hub: its name in the audit log, and the command that does it.</summary>
/// <param name="Action">What the audit log calls it.</param>
/// <param name="Command">The command, as it is typed after <c>./hub</c>.</param>
/// <param name="OnlyByCommand">Why the console need not offer it; null where it has to.</param>
public sealed record Ability(string Action, string Command, string? OnlyByCommand = null)
{
    private const string OfPlans = "a plan's files are kept, reviewed and applied where they are edited";
    private const string OfPrograms = "it makes or reads files, or is for whoever develops a mapping";
    private const string OfAnotherRow = "a choice of a form that has its row under another act; PagesOfTheHub tries it";
    private const string NotYet = "a page is wanted for it";

    /// <summary>All of them. What is new in the hub's API takes a row here, and so a command.</summary>
    public static IReadOnlyList<Ability> All { get; } =
    [
        new("shift", "shift"),
        new("rollback", "rollback"),
        new("approve", "approve"),
        new("withdraw", "approve --withdraw"),
        new("resolve", "sync conflicts resolve"),
        new("replay", "sync parked replay"),
        new("drop", "sync parked drop"),
        new("edit", "sync parked edit"),
        new("resolve many", "sync conflicts resolve", OfAnotherRow),
        new("replay many", "sync parked replay", OfAnotherRow),
        new("drop many", "sync parked drop"),
        new("accept dropped", "sync dropped accept", NotYet),
        new("return dropped", "sync dropped return", NotYet),
        new("check link", "sync check", NotYet),
        new("reconcile", "sync reconcile"),
        new("repair many", "sync reconcile"),
        new("allow deletions", "sync deletions", NotYet),
        new("guardrail release", "guardrail release", NotYet),
        new("accept rule", "rules accept", NotYet),
        new("withdraw rule", "rules withdraw", NotYet),
        new("replay requests", "replay", NotYet),
        new("jobs run", "jobs run"),
        new("jobs cancel", "jobs cancel"),
        new("jobs page", "jobs run", "the job engine's own pages are a console of their own"),
        new("token create", "token create"),
        new("token revoke", "token revoke"),
        new("notify test", "notify test", NotYet),
        new("plan apply", "plan apply", OfPlans),
        new("install capture", "sync install", "it shows statements that run in a system of record, and asks"),
        new("uninstall capture", "sync uninstall", "it shows statements that run in a system of record, and asks"),
        new("record", "record", OfPrograms),
        new("record end", "record", OfPrograms),
        new("call", "try", OfPrograms),
        new("try", "try", OfPrograms),
    ];

    public override string ToString() => Action;
}
