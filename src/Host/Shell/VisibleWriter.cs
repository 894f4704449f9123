using System.Globalization;
using System.Text;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Shell;

/// <summary>
/// Escapes whatever a terminal would act on: names and reasons come from other people. Lines stay whole, as a terminal wraps
/// them without breaking what is copied from it.
/// </summary>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(VisibleText.Of(value.ToString(), lines: true));

    public override void Write(string? value) => inner.Write(VisibleText.Of(value ?? "", lines: true));

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(VisibleText.Of(value ?? "", lines: true));

    public override void Flush() => inner.Flush();
}
