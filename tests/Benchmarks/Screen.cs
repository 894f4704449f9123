#pragma warning disable RS0030 // What is measured is this program's output, not its log.

namespace Hub.Benchmarks;

/// <summary>The terminal.</summary>
internal static class Screen
{
    public static void Print(string line) => System.Console.WriteLine(line);

    public static void Refuse(string reason) => System.Console.Error.WriteLine(reason);
}
