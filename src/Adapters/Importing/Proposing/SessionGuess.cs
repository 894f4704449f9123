using System.Collections.Immutable;
using Hub.Importing.Writing;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;

namespace Hub.Importing.Proposing;

/// <summary>
/// Finds a login in a WSDL: an operation of that name that takes a password and answers a token, which the others have a
/// place for. Without such a place it may be anybody's login, and is left alone.
/// </summary>
internal sealed class SessionGuess(SoapContract contract, string system)
{
    private const int Deepest = 3;

    /// <summary>Words of fields that name an account.</summary>
    public static readonly string[] OfUsers = ["user", "username", "login", "account", "email", "name", "userid", "uid"];

    /// <returns>Null where nothing speaks of a session.</returns>
    public SessionDraft? Find() => contract.Operations.Values.OrderBy(o => o.Name, StringComparer.Ordinal)
        .Where(o => IsLogin(Words.Of(o.Name)) && o.Output is not null).Select(Of).OfType<SessionDraft>().FirstOrDefault();

    private SessionDraft? Of(SoapOperation login)
    {
        var given = Leaves(login.InputType)
            .Where(l => l.Required || Guess.IsSecret(l.Path) || Words.Of(Name(l.Path)).Any(OfUsers.Contains)).ToList();
        var answers = Leaves(login.OutputType!).ToList();
        var token = answers.FirstOrDefault(l => Guess.IsToken(l.Path)) ?? (answers is [var only] ? only : null);
        var logout = contract.Operations.Values.FirstOrDefault(o => IsLogout(Words.Of(o.Name)))?.Name;
        var calls = contract.Operations.Values.Where(o => o.Name != login.Name && o.Name != logout).ToList();
        if (token is null || !given.Exists(l => Guess.IsSecret(l.Path)) || !given.TrueForAll(IsFree)
            || Put(calls) is not var (put, filledIn))
            return null;
        var endpoint = answers.FirstOrDefault(l =>
            Words.Of(Name(l.Path)) is ["server" or "service" or "endpoint" or "instance" or "soap", "url"])?.Path;
        return new SessionDraft(login.Name, [.. given.Select(l => (l.Path, Variable(l.Path)))], token.Path, put)
        {
            Endpoint = endpoint,
            Hosts = endpoint is null ? null : HostsBeside(contract.Port?.Address),
            RenewOn = [.. FaultsOver(calls).Distinct(StringComparer.Ordinal)],
            Logout = logout,
            FilledIn = filledIn,
        };
    }

    // Where most of the calls have room for it: in a header they declare, or in a field of their own.
    private static (string Put, string? FilledIn)? Put(List<SoapOperation> calls)
    {
        var places = calls.SelectMany(c => Places(c).Distinct()).CountBy(p => p).OrderByDescending(p => p.Value).ToList();
        if (places is not [{ Key: var (path, header), Value: var times }, ..] || times * 2 < calls.Count)
            return null;
        var place = YamlText.Scalar(path);
        return header ? ($"{{ header: {place} }}", null) : ($"{{ in: {place} }}", path);
    }

    private static IEnumerable<(string Path, bool Header)> Places(SoapOperation call)
    {
        foreach (var header in call.Input.Headers)
        {
            var name = header.Element.Name.Name;
            if (header.Element.Type.IsValue && Guess.IsToken(name))
                yield return (name, true);
            foreach (var leaf in Leaves(header.Element.Type).Where(l => Guess.IsToken(l.Path)).Take(1))
                yield return ($"{name}/{leaf.Path}", true);
        }

        foreach (var leaf in Leaves(call.InputType).Where(l => Guess.IsToken(l.Path)).Take(1))
            yield return (leaf.Path, false);
    }

    private IEnumerable<string> FaultsOver(List<SoapOperation> calls)
    {
        var faults = calls.SelectMany(c => c.Faults).Distinct(StringComparer.Ordinal).ToList();
        foreach (var fault in faults.Where(f => SpeaksOfEnd(f)))
            yield return fault;
        // Or a word among the codes that a fault may have.
        foreach (var value in contract.Elements.Values.Where(e => faults.Contains(e.Name.Name)).SelectMany(e => e.Type.Members())
            .Where(m => m.Type.IsValue).SelectMany(m => m.Type.Value!.Facets.Enumeration).Where(SpeaksOfEnd))
            yield return $"code.{value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..]}";
    }

    private static bool SpeaksOfEnd(string name) => string.Concat(Words.Of(name)) is var word
        && ((word.Contains("session", StringComparison.Ordinal)
            && new[] { "invalid", "expired", "over", "timeout", "timedout", "unknown", "notfound", "ended" }
                .Any(e => word.Contains(e, StringComparison.Ordinal)))
            || word.Contains("notloggedin", StringComparison.Ordinal));

    private static IEnumerable<Leaf> Leaves(TypeShape type, string at = "", bool required = true, int depth = 0)
    {
        if (depth > Deepest || type.Content.Ordered || type.Derived.Count > 0)
            yield break;
        foreach (var (element, always) in InputLeaves.Elements(type.Content.Root, always: true))
        {
            var (path, must, inner) = (at + element.Property, required && always && element.Min > 0, element.Element.Type);
            if (element.Max > 1)
                continue;
            if (!inner.IsValue)
                foreach (var leaf in Leaves(inner, $"{path}/", must, depth + 1))
                    yield return leaf;
            else
                yield return new Leaf(path, must, inner.Value!);
        }
    }

    // A variable may hold any text, and only that.
    private static bool IsFree(Leaf leaf) =>
        leaf.Type is { Form: JsonForm.Text, Facets: { Enumeration.IsEmpty: true, Pattern: null, Format: null } };

    private static bool IsLogin(IReadOnlyList<string> words) => !IsLogout(words)
        && (words.Any(w => w is "login" or "logon" or "signin" or "signon" or "authenticate")
            || Follows(words, ["log", "sign"], ["in", "on"])
            || Follows(words, ["open", "create", "start", "begin", "init", "new"], ["session"]));

    private static bool IsLogout(IReadOnlyList<string> words) =>
        words.Any(w => w is "logout" or "logoff" or "signout" or "signoff") || Follows(words, ["log", "sign"], ["out", "off"])
        || Follows(words, ["end", "close", "destroy", "terminate"], ["session"]);

    private static bool Follows(IReadOnlyList<string> words, string[] first, string[] second) =>
        words.Zip(words.Skip(1)).Any(pair => first.Contains(pair.First) && second.Contains(pair.Second));

    private string Variable(string path) => $"{Words.Variable(system)}_{Words.Variable(Name(path))}";

    private static string Name(string path) => path.Split('/')[^1];

    // The hosts beside the one that the WSDL names, below a domain that is somebody's own.
    private static string? HostsBeside(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.HostNameType != UriHostNameType.Dns)
            return null;
        var labels = uri.Host.Split('.');
        return labels.Length > (labels[^2..][0].Length <= 3 ? 3 : 2) ? $"*.{string.Join('.', labels[1..])}" : null;
    }

    private sealed record Leaf(string Path, bool Required, SimpleValue Type);
}
