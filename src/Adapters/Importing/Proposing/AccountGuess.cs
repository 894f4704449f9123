using System.Collections.Immutable;
using Hub.Importing.Writing;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;

namespace Hub.Importing.Proposing;

/// <summary>A header whose fields look like an account, as <c>credentials: { header: … }</c> would say it.</summary>
/// <param name="Header">The block.</param>
/// <param name="With">Its fields, and the variable that may hold each.</param>
internal sealed record AccountGuess(string Header, ImmutableArray<(string Field, string Variable)> With)
{
    /// <summary>As a comment: it may be the callers' own account, which the hub must not give in their place.</summary>
    public string Text
    {
        get
        {
            var with = YamlText.Map(
                With.Select(f => (f.Field, YamlText.Quoted($"${{env:{f.Variable}}}"))), indentation: 2, used: 8);
            var lines = $"credentials:\n  header: {YamlText.Scalar(Header)}\n  with: {with}".Split('\n');
            return "# This header looks like an account. If it is the hub's, take these lines in; no caller gives it then.\n"
                + string.Concat(lines.Select(l => $"# {l}\n"));
        }
    }

    /// <returns>Null where no header has a field for a secret.</returns>
    public static AccountGuess? Find(SoapContract contract, string system)
    {
        var header = contract.Operations.Values.SelectMany(o => o.Input.Headers)
            .Where(h => Fields(h).Any(f => Guess.IsSecret(f.Property))).GroupBy(h => h.Element.Name)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.First().Property, StringComparer.Ordinal).FirstOrDefault()?.First();
        return header is null ? null : new AccountGuess(
            header.Property,
            [
                .. Fields(header)
                    .Where(f => f.Min > 0 || Guess.IsSecret(f.Property)
                        || Words.Of(f.Property).Any(SessionGuess.OfUsers.Contains))
                    .Select(f => (f.Property, $"{Words.Variable(system)}_{Words.Variable(f.Property)}")),
            ]);
    }

    private static IEnumerable<ElementParticle> Fields(ElementParticle header) =>
        InputLeaves.Elements(header.Element.Type.Content.Root, always: true).Select(e => e.Element)
            .Where(e => e is { Max: 1, Element.Type.IsValue: true });
}
