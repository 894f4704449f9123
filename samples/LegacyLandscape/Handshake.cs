#pragma warning disable RS0030 // A parent process reads these lines: they are the program's output, not its log.

namespace LegacyLandscape;

/// <summary>Tells the process that started this one where the systems are: a line for each, then "ready".</summary>
internal static class Handshake
{
    public static void Announce(string system, WebApplication app) => Announce(system, app.Urls.Single());

    public static void Announce(string system, string place) => Console.WriteLine($"{system} {place}");

    public static void Ready() => Console.WriteLine("ready");

    public static void Refuse(string reason) => Console.Error.WriteLine(reason);
}
