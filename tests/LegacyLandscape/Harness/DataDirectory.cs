namespace LegacyLandscape.Tests.Harness;

internal sealed class DataDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("legacy-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
