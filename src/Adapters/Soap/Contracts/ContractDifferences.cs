using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Soap.Contracts;

/// <summary>A difference between two contracts of one system.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Place">
/// Where in its request or answer, without the places in lists: <c>Order.Channel</c>; empty for the whole.
/// </param>
/// <param name="Text">What is different, in a sentence without its full stop.</param>
internal sealed record ContractDifference(string Operation, string Place, string Text);

/// <summary>
/// Compares two contracts of one system, the one known and one of today, as callers of the known one would notice: what both
/// messages of each operation hold. Operations that are only offered today are told by their names.
/// </summary>
internal sealed class ContractDifferences
{
    private const int Most = 100;
    private readonly List<ContractDifference> _found = [];
    private readonly HashSet<(TypeShape, TypeShape)> _compared = [];
    private string _operation = "";
    private bool _isRequest;

    private ContractDifferences()
    {
    }

    /// <summary>Returns the differences, 100 of each operation at most.</summary>
    public static IReadOnlyList<ContractDifference> Of(SoapContract known, SoapContract today)
    {
        var all = new List<ContractDifference>();
        foreach (var (name, operation) in known.Operations.OrderBy(o => o.Key, StringComparer.Ordinal))
            all.AddRange(today.Operations.TryGetValue(name, out var now) ? Compare(operation, now)
                : [new(name, "", today.WhyUnsupported(name) is { } why
                    ? $"{name} is offered in a way that the hub cannot call: {why}"
                    : $"{name} is not offered any more")]);
        all.AddRange(today.Operations.Keys
            .Where(n => !known.Operations.ContainsKey(n) && !known.Unsupported.ContainsKey(n)).Order(StringComparer.Ordinal)
            .Select(n => new ContractDifference(n, "", $"{n} is offered, which the contract does not know")));
        return all;
    }

    private static IEnumerable<ContractDifference> Compare(SoapOperation known, SoapOperation today)
    {
        var differences = new ContractDifferences { _operation = known.Name, _isRequest = true };
        if (known.SoapAction != today.SoapAction)
            differences.Add("", $"{known.Name} has the SOAPAction '{today.SoapAction}' now, and had '{known.SoapAction}'");
        differences.Compare(known.InputType, today.InputType, []);
        differences._isRequest = false;
        differences._compared.Clear();
        if (known.OutputType is { } answer && today.OutputType is { } now)
            differences.Compare(answer, now, []);
        else if (known.OutputType is null != today.OutputType is null)
            differences.Add("", $"{known.Name} answers {(today.OutputType is null ? "nothing now" : "something now")}");
        return differences._found;
    }

    private string Verb => _isRequest ? $"{_operation} takes" : $"{_operation} answers with";

    private void Add(string place, string text)
    {
        if (_found.Count < Most)
            _found.Add(new ContractDifference(_operation, place, text));
    }

    private void Compare(TypeShape known, TypeShape today, ImmutableArray<string> path)
    {
        // A type that holds itself has been compared where it stood first.
        if (!_compared.Add((known, today)))
            return;
        if (known.IsValue && today.IsValue)
        {
            Compare(known.Value!, today.Value!, string.Join('.', path));
            return;
        }

        var (before, now) = (Members(known), Members(today));
        foreach (var (name, member) in before)
        {
            var place = string.Join('.', path.Add(name));
            if (!now.TryGetValue(name, out var other))
            {
                Add(place, _isRequest ? $"{_operation} takes no {place} any more" : $"{_operation} answers without {place}");
                continue;
            }

            if (member.Repeats != other.Repeats)
                Add(place, $"{Verb} {(other.Repeats ? $"a list of {place}, which was one" : $"one {place}, which was a list")}");
            else
                Compare(member.Type, other.Type, path.Add(name));
        }

        foreach (var name in now.Keys.Where(n => !before.ContainsKey(n)))
        {
            var place = string.Join('.', path.Add(name));
            var required = _isRequest && IsRequired(today, name) ? ": it is required" : "";
            Add(place, $"{Verb} {place}, which the contract does not know{required}");
        }

        foreach (var name in before.Keys.Where(now.ContainsKey))
            if (IsRequired(known, name) != IsRequired(today, name))
                Add(
                    string.Join('.', path.Add(name)),
                    $"{Verb} {string.Join('.', path.Add(name))}, which is "
                    + (IsRequired(today, name) ? "required now" : "not required any more"));
    }

    private void Compare(SimpleValue known, SimpleValue today, string place)
    {
        if (known.Form != today.Form || (known.Name != today.Name && known.Facets.Type != today.Facets.Type))
        {
            Add(place, $"{Verb} {place} as {today.Name} now, and it was {known.Name}");
            return;
        }

        var (before, now) = (known.Facets, today.Facets);
        var added = before.Enumeration.IsEmpty ? [] : now.Enumeration.Except(before.Enumeration, StringComparer.Ordinal).ToList();
        var removed = now.Enumeration.IsEmpty ? [] : before.Enumeration.Except(now.Enumeration, StringComparer.Ordinal).ToList();
        if (added.Count > 0 || removed.Count > 0)
            Add(place, $"{Verb} {place}, whose values " + string.Join(
                " and ", new[] { ("have", added), ("have lost", removed) }.Where(v => v.Item2.Count > 0)
                    .Select(v => $"{v.Item1} {(v.Item1 == "have" ? "got " : "")}{string.Join(", ", v.Item2.Take(5))}")));
        if (before.MaxLength != now.MaxLength)
            Add(place, $"{Verb} {place} of {Length(now.MaxLength)} now, and it was {Length(before.MaxLength)}");
    }

    private static string Length(int? most) => most is { } n ? $"{n} characters at most" : "any length";

    private static Dictionary<string, MemberShape> Members(TypeShape type)
    {
        var members = new Dictionary<string, MemberShape>(StringComparer.Ordinal);
        foreach (var member in type.Members())
            members.TryAdd(member.Property, member);
        if (type.Content.Ordered)
            foreach (var slot in type.Content.Slots)
                members.TryAdd(slot.Property, new MemberShape(slot.Property, slot.Element.Type, slot.Repeats));
        return members;
    }

    private static bool IsRequired(TypeShape type, string property) =>
        type.Attributes.FirstOrDefault(a => a.Property == property)?.Required ?? IsRequired(type.Content.Root, property);

    private static bool IsRequired(GroupParticle group, string property) =>
        !group.Choice && group.Min > 0 && group.Items.Any(i => i.Min > 0 && i switch
        {
            ElementParticle element => element.Property == property,
            GroupParticle inner => IsRequired(inner, property),
            _ => false,
        });
}
