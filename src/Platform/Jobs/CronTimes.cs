using Quartz;

namespace Hub.Platform.Jobs;

/// <summary>The times that a cron expression names, in a time zone.</summary>
public sealed class CronTimes
{
    private readonly CronExpression _expression;

    private CronTimes(CronExpression expression) => _expression = expression;

    /// <summary>
    /// Reads an expression as Quartz writes it, seconds first: <c>0 0 18 L * ?</c> is 18:00 on the last day of each month.
    /// </summary>
    /// <param name="text">The expression.</param>
    /// <param name="zone">Whose clock it goes by.</param>
    /// <param name="fault">What is wrong with it, where the result is null.</param>
    public static CronTimes? Parse(string text, TimeZoneInfo zone, out string? fault)
    {
        try
        {
            fault = null;
            return new CronTimes(new CronExpression(text, zone));
        }
        catch (FormatException e)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>The first time after another one; null when there is none any more.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset time) => _expression.GetNextValidTimeAfter(time);
}
