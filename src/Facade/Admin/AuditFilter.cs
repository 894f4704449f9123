using System.Globalization;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Reads which entries of the audit log a request asks for, gathering all faults.</summary>
internal sealed class AuditFilter(IQueryCollection query, MigrationPlan plan, DateTimeOffset now)
{
    public const int Most = 1000;

    /// <summary>The parameters of the query.</summary>
    public static readonly string[] Known =
        ["actor", "action", "outcome", "route", "target", "capability", "since", "until", "before", "after", "limit"];

    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    public AuditQuery Read()
    {
        foreach (var name in query.Keys.Where(k => !Known.Contains(k, StringComparer.Ordinal)).Take(10))
            _faults.Add(
                $"'{AuditTexts.Cut(name, 50)}' is not a parameter of the audit log; those are {string.Join(", ", Known)}.");
        if (Given("route") is not null && Given("target") is not null)
            _faults.Add("'route' and 'target' are the same: give one of them.");
        if (Given("before") is not null && Given("after") is not null)
            _faults.Add("'before' shows the newest first and 'after' the oldest: give one of them.");
        return new AuditQuery
        {
            Actor = Given("actor"),
            Action = Given("action"),
            Outcome = Given("outcome"),
            Targets = Targets(),
            Since = Time("since"),
            Until = Time("until"),
            Before = Number("before", 0, long.MaxValue),
            After = Number("after", 0, long.MaxValue),
            Limit = (int)(Number("limit", 1, Most) ?? 50),
        };
    }

    /// <summary>
    /// The route asked for, where the plan has no such route: whether it is mistyped or was removed, only the log can tell.
    /// </summary>
    public string? UnplannedRoute =>
        query["route"] is [{ Length: > 0 } route] && plan.Routes.All(r => r.Id != route) ? route : null;

    private string? Given(string name)
    {
        if (query[name] is not { Count: > 0 } values)
            return null;
        if (values is [{ Length: > 0 } value])
            return value;
        var fault = $"'{name}' is given once, with a value.";
        if (!_faults.Contains(fault, StringComparer.Ordinal))
            _faults.Add(fault);
        return null;
    }

    /// <summary>The targets asked for; those of a capability are the routes that it has now.</summary>
    private IReadOnlyList<string>? Targets()
    {
        var target = Given("route") ?? Given("target");
        if (Given("capability") is not { } capability)
            return target is null ? null : [target];
        var names = plan.Capabilities.Select(c => c.Name).ToList();
        if (!names.Contains(capability, StringComparer.Ordinal))
            _faults.Add($"The plan has no capability '{AuditTexts.Cut(capability, 50)}'; it has {string.Join(", ", names)}"
                + Spelling.EndSentence(Spelling.DidYouMean(capability, names)));
        var routes = plan.Routes.Where(r => r.Capability.Name == capability).Select(r => r.Id);
        return [.. target is null ? routes : routes.Where(r => r == target)];
    }

    private DateTimeOffset? Time(string name)
    {
        if (Given(name) is not { } text)
            return null;
        if (GivenTime.Read(text, now) is { } time)
            return time;
        _faults.Add($"'{name}' is {GivenTime.Form}.");
        return null;
    }

    private long? Number(string name, long least, long most)
    {
        if (Given(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        _faults.Add(
            most == long.MaxValue ? $"'{name}' is the number of an entry." : $"'{name}' is a number from {least} to {most}.");
        return null;
    }
}
