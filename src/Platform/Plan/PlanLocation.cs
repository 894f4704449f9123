using Hub.Platform.Telemetry.Logging;

namespace Hub.Platform.Plan;

/// <summary>Where in the plan something stands, so that every message can point at it.</summary>
/// <param name="File">The file's path, relative to the plan's folder, with forward slashes.</param>
/// <param name="Line">The line, counted from 1.</param>
public sealed record PlanLocation(string File, int Line)
{
    private const int MostShown = 500;

    /// <summary>
    /// As compilers write it: <c>systems/erp.yaml(14)</c>; control characters of a file's name as escapes, line breaks too.
    /// </summary>
    public override string ToString() =>
        $"{VisibleText.Of(File.Length <= MostShown ? File : File[..MostShown] + "…")}({Line})";
}
