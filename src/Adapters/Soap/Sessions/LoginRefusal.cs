using Hub.Soap.Contracts;
using Hub.Soap.Outcomes;

namespace Hub.Soap.Sessions;

/// <summary>
/// Whether a login's fault is about the account, which gets locked when it is tried again and again, or the system's own
/// trouble, which may be over with the next call. WS-Security's codes are told apart where faults are read.
/// </summary>
internal static class LoginRefusal
{
    private static readonly string[] OfAccounts =
    [
        "login", "logon", "signon", "signin", "credential", "password", "auth", "accessdenied", "permission", "forbidden",
        "account", "username", "invaliduser", "unknownuser", "usernotfound", "locked",
    ];

    private static readonly string[] OfTrouble = ["busy", "unavailable", "overload", "maintenance", "timeout", "timedout"];

    // Beside a word of accounts it is the account that had too many.
    private static readonly string[] OfLimits = ["limit", "toomany", "internal"];

    /// <param name="fault">What the login ended in.</param>
    /// <param name="login">The login, whose declared faults tell what the others are not about.</param>
    public static bool IsAboutCredentials(Fault fault, SoapOperation login)
    {
        // What says most comes first: a subcode, the detail, and only then one of SOAP's own codes.
        var said = fault.Codes.Reverse().Select(Special).Append(Without(login.Name, fault.DetailName)).Where(w => w.Length > 0);
        foreach (var words in said)
            if (Speaks(words, OfTrouble) || Speaks(words, OfAccounts) || Speaks(words, OfLimits))
                return !Speaks(words, OfTrouble) && Speaks(words, OfAccounts);
        if (fault.Codes.FirstOrDefault()?.Split('.')[0] is "Server" or "Receiver")
            return false;
        // One of those that it declares, where another is the one about accounts.
        return fault.DetailName is not { } name || !login.Faults.Contains(name, StringComparer.Ordinal)
            || !login.Faults.Any(f => f != name && Speaks(Without(login.Name, f), OfAccounts));
    }

    // SOAP 1.1 writes subcodes behind a dot: Client.Authentication.
    private static string Special(string code) => code.Split('.') is ["Client" or "Server" or "Sender" or "Receiver", .. var rest]
        ? Joined(string.Concat(rest)) : Joined(code);

    // A fault that is named after the operation alone, as many toolkits do it, says nothing.
    private static string Without(string operation, string? fault)
    {
        var words = Joined(fault ?? "");
        var left = words.Replace("fault", "", StringComparison.Ordinal).Replace("exception", "", StringComparison.Ordinal);
        return left == Joined(operation) ? "" : words;
    }

    private static string Joined(string name) => string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();

    private static bool Speaks(string words, string[] of) => of.Any(w => words.Contains(w, StringComparison.Ordinal));
}
